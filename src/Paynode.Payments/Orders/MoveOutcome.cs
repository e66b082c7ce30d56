namespace Paynode.Payments;

/// <summary>What came of an attempt to move an order or an offer to a state.</summary>
public enum MoveOutcome
{
    /// <summary>It moved now.</summary>
    Moved,

    /// <summary>It was there already: a repetition, nothing changed.</summary>
    AlreadyThere,

    /// <summary>Its state, or the time, does not allow the move; nothing changed.</summary>
    Refused,
}
