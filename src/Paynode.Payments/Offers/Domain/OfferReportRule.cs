namespace Paynode.Payments;

/// <summary>What a report does to its offer and its order.</summary>
public abstract record OfferReportDecision
{
    private OfferReportDecision()
    {
    }

    /// <summary>The report counts: the offer has moved.</summary>
    /// <param name="OrderMovesTo">Where the order goes with it; null when it stays.</param>
    /// <param name="EndsCompanions">The order's other offers that wait for an answer end in the same transaction.</param>
    public sealed record Counted(OrderState? OrderMovesTo, bool EndsCompanions) : OfferReportDecision;

    /// <summary>The same report was made before; nothing changes.</summary>
    public sealed record Repeated : OfferReportDecision;

    /// <summary>The offer was fulfilled already, but nothing proves that its provider reported it; this report does.</summary>
    /// <param name="IsFirst">The order has not moved: the report is applied as if it were the first.</param>
    public sealed record Confirmed(bool IsFirst) : OfferReportDecision;

    /// <summary>The report changes nothing and gives no claim to the funds.</summary>
    /// <param name="Problem"><c>offer_closed</c> or <c>offer_already_reported</c>.</param>
    public sealed record Refused(Problem Problem) : OfferReportDecision;
}

/// <summary>
/// The rules for reports on offers, by their providers or by Paynode itself. The compare-and-set in PostgreSQL decides
/// whether the offer moves (<see cref="OfferTransitions"/>); these rules decide the rest.
/// </summary>
public static class OfferReportRule
{
    /// <summary>Whether the amount that a provider says it has paid is what the order pays out.</summary>
    /// <param name="order">The offer's order.</param>
    /// <param name="paid">Null when the provider names none, which is accepted.</param>
    /// <returns>Null, or <c>paid_amount_mismatch</c>.</returns>
    public static Problem? CheckPaid(Order order, Money? paid) => paid is null || paid == order.Price.Payout
        ? null
        : new Problem("paid_amount_mismatch", $"The payout of this order is {order.Price.Payout}.", "paid");

    /// <summary>Why an offer that still waits for an answer may not be accepted.</summary>
    /// <param name="order">The order as it stands, locked.</param>
    /// <param name="isProviderEnabled">False when the operator has switched the provider off.</param>
    /// <returns>
    /// Null, or <c>offer_closed</c>: the order is over, its funds have left the chain, or the provider is switched off.
    /// </returns>
    public static Problem? CheckAcceptance(Order? order, bool isProviderEnabled)
    {
        if (order is not { State: OrderState.Pending, FundsWithdrawnAt: null })
        {
            return new Problem("offer_closed", "The order no longer needs to be paid.");
        }

        return isProviderEnabled ? null : new Problem("offer_closed", "The operator has switched this provider off.");
    }

    /// <summary>What a report does, once the compare-and-set was tried.</summary>
    /// <param name="outcome">What came of the compare-and-set.</param>
    /// <param name="offer">The offer as it stands after it.</param>
    /// <param name="reported">The reported state.</param>
    /// <param name="report">The rest of the report.</param>
    /// <param name="order">Where the order stands; null when there is none.</param>
    /// <param name="isProven">Whether a seal proves the provider's report of a fulfilled offer.</param>
    public static OfferReportDecision Decide(
        MoveOutcome outcome, Offer offer, OfferState reported, OfferChange report, OrderState? order, bool isProven) => outcome switch
    {
        MoveOutcome.Moved => new OfferReportDecision.Counted(OrderStateAfter(reported), EndsCompanions: reported == OfferState.Accepted),
        MoveOutcome.Refused => new OfferReportDecision.Refused(
            new Problem("offer_closed", $"The offer is {offer.State.ToWire()}; it can no longer be {reported.ToWire()}.")),
        _ when Contradicts(offer, report) => new OfferReportDecision.Refused(new Problem(
            "offer_already_reported",
            $"The offer was already reported as {reported.ToWire()} with other details; the first report stands.")),
        _ when order is not null && !isProven && offer is { State: OfferState.Fulfilled, Reference: not null } =>
            new OfferReportDecision.Confirmed(IsFirst: order == OrderState.Fulfilling),
        _ => new OfferReportDecision.Repeated(),
    };

    /// <summary>Where an order goes when one of its offers reaches a state; null when it stays.</summary>
    public static OrderState? OrderStateAfter(OfferState state) => state switch
    {
        OfferState.Accepted => OrderState.Fulfilling,
        OfferState.Fulfilled => OrderState.Fulfilled,
        OfferState.Failed or OfferState.Closed => OrderState.Pending,
        _ => null,
    };

    /// <summary>Whether a refused report belongs in the order's history: only a report about a payout can be disputed.</summary>
    public static bool IsNotedWhenRefused(OfferState reported) => reported is OfferState.Fulfilled or OfferState.Failed;

    /// <summary>
    /// Whether a provider has paid an order whose funds are refunded, or are about to be: no release follows, so that a person
    /// has to act.
    /// </summary>
    /// <param name="offer">The offer's state.</param>
    /// <param name="order">What came of moving the order accordingly.</param>
    public static bool IsPaidWithoutRelease(OfferState offer, MoveOutcome order) =>
        offer == OfferState.Fulfilled && order == MoveOutcome.Refused;

    /// <summary>
    /// Whether a report repeats the state with another reference or code. Offers that Paynode ended carry no reference or code to
    /// contradict.
    /// </summary>
    private static bool Contradicts(Offer offer, OfferChange report) => offer.State switch
    {
        OfferState.Fulfilled => !Receipt.IsSame(offer.Reference, report.Reference),
        OfferState.Declined or OfferState.Failed => offer.Code != report.Code,
        _ => false,
    };
}
