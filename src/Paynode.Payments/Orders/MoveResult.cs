namespace Paynode.Payments;

/// <summary>Result of an order's transition.</summary>
/// <param name="Outcome">Whether it moved.</param>
/// <param name="Current">The order's state after it.</param>
public readonly record struct MoveResult(MoveOutcome Outcome, OrderState Current)
{
    /// <summary>Whether the order is in the requested state, now or before.</summary>
    public bool IsThere => Outcome is MoveOutcome.Moved or MoveOutcome.AlreadyThere;
}
