using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>
/// One order from its creation to its end: wait for the funds, find a provider that pays, settle; or refund.
/// The instance id is the order's id.
/// </summary>
/// <remarks>
/// Every state decision is a compare-and-set in PostgreSQL, made in an activity or an HTTP function; events only make the
/// orchestration check the stored state. A duplicate, late or missing event therefore affects when an order moves, never which
/// state it reaches. The refund rule is <see cref="FindProviderThatPaysAsync"/> returning null.
/// </remarks>
public static class OrderLifecycle
{
    /// <summary>
    /// The minimum time between two checks. Activities read the wall clock while timers use the runtime's monotonic clock; if the
    /// wall clock is set back, a timer for "now" fires before the wall clock agrees, repeatedly.
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

        // No timeout: the settlement function keeps trying, and after the deadline anyone may refund. The outcome on chain is
        // final.
        var outcome = await context.WaitForExternalEvent<EscrowOutcome>(LifecycleEvents.Escrow);
        return outcome.State;
    }

    /// <returns>Null when the escrow holds the funds; otherwise the state in which the unfunded order ended.</returns>
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

        // A deposit may be confirmed concurrently; whichever reached the order first counts.
        var state = await context.CallActivityAsync<string>(nameof(ExpireOrder), order.OrderId, Retries.UntilItWorks);
        return state == OrderState.Deposited.ToWire() ? null : state;
    }

    /// <summary>
    /// Offers the order to one provider after another; a small order, where the operator allows it, to several concurrently, of
    /// which one can accept. The next providers get an offer only when none of the previous ones can still pay.
    /// </summary>
    /// <returns>The paid offer, or null when the payer is refunded: the refund is queued.</returns>
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
    /// Null when the refund is queued. An offer that was made or accepted while routing gave up blocks it: the provider that pays
    /// the recipient must get the funds.
    /// </returns>
    private static Task<OfferProgress[]?> RefundAsync(TaskOrchestrationContext context, LifecycleInput order) =>
        context.CallActivityAsync<OfferProgress[]?>(nameof(RefundOrder), order.OrderId, Retries.UntilItWorks);

    /// <summary>Follows concurrent offers until none of them can change any more.</summary>
    /// <returns>The paid offer, or null.</returns>
    private static async Task<string?> FollowOffersAsync(
        TaskOrchestrationContext context, EventStream<OfferProgress> reports, IReadOnlyList<OfferProgress> offers)
    {
        var open = offers.Where(offer => !offer.State.IsTerminal()).ToDictionary(offer => offer.OfferId);
        while (open.Count > 0)
        {
            var until = AfterAPause(context, open.Values.Min(offer => offer.NextCheckAt));
            var news = await reports.NextAsync(report => open.ContainsKey(report.OfferId), until) is { } report
                ? [report, .. report.State == OfferState.Accepted
                    ? await CheckOffersAsync(context, open.Values.Where(offer => offer.OfferId != report.OfferId))
                    : []]
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

    /// <summary>Checks stored offers: those that are due, and those that lost to an accepted one.</summary>
    private static async Task<OfferProgress[]> CheckOffersAsync(TaskOrchestrationContext context, IEnumerable<OfferProgress> offers)
    {
        var checks = offers.OrderBy(offer => offer.OfferId, StringComparer.Ordinal)
            .Select(offer => context.CallActivityAsync<OfferProgress>(nameof(ResolveOffer), offer.OfferId, Retries.UntilItWorks));
        return await Task.WhenAll(checks);
    }

    private static DateTime AfterAPause(TaskOrchestrationContext context, DateTime at)
    {
        var earliest = context.CurrentUtcDateTime + LeastPause;
        return at > earliest ? at : earliest;
    }
}
