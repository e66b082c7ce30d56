using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>
/// One order from its creation to its end: wait for the funds, find a provider that pays, settle; or refund.
/// The instance id is the order's id.
/// </summary>
/// <remarks>
/// Every decision of state is made by a compare-and-set in PostgreSQL, in an activity or an HTTP function; events only
/// tell the orchestration to look. So an event that comes twice, late or not at all changes when an order moves, never
/// where to. The refund rule is <see cref="FindProviderThatPaysAsync"/> returning null.
/// </remarks>
public static class OrderLifecycle
{
    /// <summary>
    /// The least time between two looks. The activities read the wall clock and the timers keep the runtime's steady one;
    /// were the wall clock set back, a timer for "now" would be due before the wall clock agrees, over and over.
    /// </summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    /// <summary>Runs one order.</summary>
    /// <returns>The terminal state, as the API writes it.</returns>
    [Function(nameof(OrderLifecycle))]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<LifecycleInput>()!;
        if (await WaitForFundsAsync(context, order) is { } unfunded)
        {
            return unfunded;
        }

        var paidOffer = await FindProviderThatPaysAsync(context, order);
        if (paidOffer is not null)
        {
            await context.CallActivityAsync(nameof(SettleOrder), paidOffer, Retries.UntilItWorks);
        }

        // No time-out: the settlement function keeps trying, and after the deadline anyone may refund. The chain decides.
        var outcome = await context.WaitForExternalEvent<EscrowOutcome>(LifecycleEvents.Escrow);
        return outcome.State;
    }

    /// <returns>Null when the escrow holds the funds; otherwise the state in which the order ended without them.</returns>
    private static async Task<string?> WaitForFundsAsync(TaskOrchestrationContext context, LifecycleInput order)
    {
        using var over = new CancellationTokenSource();
        var deposit = context.WaitForExternalEvent<DepositConfirmed>(LifecycleEvents.Deposit, over.Token);
        var cancellation = context.WaitForExternalEvent<OrderCancelled>(LifecycleEvents.Cancel, over.Token);
        var expiry = context.CreateTimer(order.FundingEndsAt, over.Token);

        var first = await Task.WhenAny(deposit, cancellation, expiry);
        over.Cancel();
        if (first == deposit)
        {
            return null;
        }

        if (first == cancellation)
        {
            return OrderState.Cancelled.ToWire();
        }

        // A deposit may have been confirmed in this very moment; whichever reached the order first has won.
        var state = await context.CallActivityAsync<string>(nameof(ExpireOrder), order.OrderId, Retries.UntilItWorks);
        return state == OrderState.Deposited.ToWire() ? null : state;
    }

    /// <summary>
    /// Offers the order to one provider after the other; a small one, where the operator allows it, to several at once, of
    /// whom one can accept. The next are asked only when none of the last can pay any more.
    /// </summary>
    /// <returns>The offer that was paid, or null when the payer gets the funds back: the refund is in line.</returns>
    private static async Task<string?> FindProviderThatPaysAsync(TaskOrchestrationContext context, LifecycleInput order)
    {
        var reports = new EventStream<OfferProgress>(context, LifecycleEvents.Offer);
        var funds = new EventStream<FundsChanged>(context, LifecycleEvents.Funds);
        while (true)
        {
            var routed = await context.CallActivityAsync<RoutedOrder>(nameof(RouteOrder), order.OrderId, Retries.UntilItWorks);
            if (routed.Offers is { } offers)
            {
                if (await FollowOffersAsync(context, reports, offers) is { } paid)
                {
                    return paid;
                }
            }
            else if (routed is { WaitsForFunds: true, TryAgainAt: { } giveUpAt })
            {
                await funds.NextAsync(change => change.AreThere, AfterAPause(context, giveUpAt));
            }
            else if (routed.TryAgainAt is { } tryAgainAt)
            {
                await context.CreateTimer(AfterAPause(context, tryAgainAt), CancellationToken.None);
            }
            else if (await RefundAsync(context, order) is not { } standing)
            {
                return null;
            }
            else if ((PaidOf(standing) ?? await FollowOffersAsync(context, reports, standing)) is { } paid)
            {
                return paid;
            }
        }
    }

    /// <returns>
    /// Null when the refund is in line. An offer that was made or accepted while routing already gave up stands against it:
    /// who pays the recipient must get the funds.
    /// </returns>
    private static Task<OfferProgress[]?> RefundAsync(TaskOrchestrationContext context, LifecycleInput order) =>
        context.CallActivityAsync<OfferProgress[]?>(nameof(RefundOrder), order.OrderId, Retries.UntilItWorks);

    /// <summary>Follows offers that were made at once until nothing can change any of them any more.</summary>
    /// <returns>The one that was paid, or null.</returns>
    private static async Task<string?> FollowOffersAsync(
        TaskOrchestrationContext context, EventStream<OfferProgress> reports, IReadOnlyList<OfferProgress> offers)
    {
        var open = offers.Where(offer => !offer.State.IsTerminal()).ToDictionary(offer => offer.OfferId);
        while (open.Count > 0)
        {
            var until = AfterAPause(context, open.Values.Min(offer => offer.NextCheckAt));
            var news = await reports.NextAsync(report => open.ContainsKey(report.OfferId), until) is { } report
                ? [report, .. report.State == OfferState.Accepted ? await CheckOffersAsync(context, open.Values.Where(offer => offer.OfferId != report.OfferId)) : []]
                : await CheckOffersAsync(context, open.Values.Where(offer => offer.NextCheckAt <= until));
            foreach (var offer in news)
            {
                open[offer.OfferId] = offer;
            }

            if (PaidOf(open.Values) is { } paid)
            {
                return paid;
            }

            open = open.Values.Where(offer => !offer.State.IsTerminal()).ToDictionary(offer => offer.OfferId);
        }

        return null;
    }

    private static string? PaidOf(IEnumerable<OfferProgress> offers) =>
        offers.FirstOrDefault(offer => offer.State == OfferState.Fulfilled)?.OfferId;

    /// <summary>Looks at offers in storage: those that are due, and those that lost to one that was accepted.</summary>
    private static async Task<OfferProgress[]> CheckOffersAsync(TaskOrchestrationContext context, IEnumerable<OfferProgress> offers)
    {
        var looks = offers.OrderBy(offer => offer.OfferId, StringComparer.Ordinal)
            .Select(offer => context.CallActivityAsync<OfferProgress>(nameof(ResolveOffer), offer.OfferId, Retries.UntilItWorks));
        return await Task.WhenAll(looks);
    }

    private static DateTime AfterAPause(TaskOrchestrationContext context, DateTime at)
    {
        var earliest = context.CurrentUtcDateTime + LeastPause;
        return at > earliest ? at : earliest;
    }
}
