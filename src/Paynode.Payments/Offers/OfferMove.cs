namespace Paynode.Payments;

/// <summary>What came of moving an offer.</summary>
/// <param name="Outcome">Whether it moved.</param>
/// <param name="Offer">The offer as it stands after it.</param>
public sealed record OfferMove(MoveOutcome Outcome, Offer Offer)
{
    /// <summary>Whether the offer stands where it was to go, now or before.</summary>
    public bool IsThere => Outcome is MoveOutcome.Moved or MoveOutcome.AlreadyThere;
}
