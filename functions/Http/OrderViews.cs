using System.Globalization;
using System.Text.Json;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Orders in the API's format.</summary>
public sealed class OrderViews(OrderStore orders, DecisionStore decisions, EscrowDirectory escrows, SettlementView settlements)
{
    /// <summary>A newly created order.</summary>
    public OrderResponse New(Order order) => order.ToResponse(escrows.InstructionsFor(order), [], null);

    /// <summary>An order.</summary>
    public async Task<OrderResponse> OfAsync(Order order, CancellationToken cancellationToken)
    {
        var page = await OfAsync(new OrderPage([order], null), cancellationToken);
        return page.Orders[0];
    }

    /// <summary>A page of orders.</summary>
    public async Task<OrderListResponse> OfAsync(OrderPage page, CancellationToken cancellationToken)
    {
        OrderId[] ids = [.. page.Orders.Select(order => order.Id)];
        var transactions = await orders.TransactionsAsync(ids, cancellationToken);
        var settled = await settlements.OfAsync(ids, cancellationToken);
        var responses = page.Orders.Select(order => order.ToResponse(
            escrows.InstructionsFor(order), transactions[order.Id], settled.GetValueOrDefault(order.Id)));
        return new OrderListResponse([.. responses], page.NextCursor);
    }

    /// <summary>How an order was routed.</summary>
    public async Task<OrderDecisionResponse> DecisionsAsync(OrderId order, CancellationToken cancellationToken)
    {
        var stored = await decisions.ForOrderAsync(order, cancellationToken);
        return new OrderDecisionResponse(
            order.ToString(), [.. stored.Select(decision => JsonSerializer.Deserialize<JsonElement>(decision.Json))]);
    }

    /// <summary>A page of an order's history.</summary>
    public async Task<OrderEventsResponse> EventsAsync(OrderId order, OrderEventsQuery query, CancellationToken cancellationToken)
    {
        // One more than requested shows whether there is a next page.
        var events = await orders.EventsAsync(order, query.StatesOnly, query.After, query.Limit + 1, cancellationToken);
        var counted = await orders.CountsAsync(order, cancellationToken);
        var page = events.Take(query.Limit).Select(OrderMapping.ToResponse).ToList();
        var next = events.Count > query.Limit ? page[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null;
        return new OrderEventsResponse(page, next, [.. counted.Select(OrderMapping.ToResponse)]);
    }
}
