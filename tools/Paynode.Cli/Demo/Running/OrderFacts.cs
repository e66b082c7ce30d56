using Paynode.Client;

namespace Paynode.Cli.Demo.Running;

/// <summary>What the API tells about an order once it has ended.</summary>
public sealed record OrderFacts(OrderResponse Order, IReadOnlyList<OrderEventResponse> Events, IReadOnlyList<Decision> Decisions)
{
    /// <summary>How many providers were asked to pay it.</summary>
    public int Offers => Events.Count(happened => happened.Type == "offer.made");

    /// <summary>From the confirmed deposit to the final settlement; null when it was not settled.</summary>
    public TimeSpan? DepositToSettled => At("settled") - At("deposited");

    /// <summary>Reads the facts of one order.</summary>
    public static async Task<OrderFacts> ReadAsync(PaynodeClient sender, string orderId, CancellationToken cancellation)
    {
        var order = await sender.GetOrderAsync(orderId, cancellation);
        var history = await sender.GetOrderEventsAsync(orderId, cancellationToken: cancellation);
        var decisions = await sender.GetOrderDecisionAsync(orderId, cancellation);
        return new OrderFacts(order, history.Events, Decision.ReadAll(decisions));
    }

    private DateTimeOffset? At(string type) => Events.LastOrDefault(happened => happened.Type == type)?.At;
}
