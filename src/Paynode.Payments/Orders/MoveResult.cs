namespace Paynode.Payments;

/// <summary>What came of moving an order.</summary>
/// <param name="Outcome">Whether it moved.</param>
/// <param name="Current">Where the order stands after it.</param>
public readonly record struct MoveResult(MoveOutcome Outcome, OrderState Current)
{
    /// <summary>Whether the order stands where it was to go, now or before.</summary>
    public bool IsThere => Outcome is MoveOutcome.Moved or MoveOutcome.AlreadyThere;
}
