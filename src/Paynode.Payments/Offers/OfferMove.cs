namespace Paynode.Payments;

/// <summary>Result of an offer's transition.</summary>
/// <param name="Outcome">Whether it moved.</param>
/// <param name="Offer">The offer after it.</param>
public sealed record OfferMove(MoveOutcome Outcome, Offer Offer)
{
    /// <summary>Whether the offer is in the requested state, now or before.</summary>
    public bool IsThere => Outcome is MoveOutcome.Moved or MoveOutcome.AlreadyThere;
}
