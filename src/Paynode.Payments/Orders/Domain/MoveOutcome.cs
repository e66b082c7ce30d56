namespace Paynode.Payments;

/// <summary>Result of an attempted transition of an order or an offer.</summary>
public enum MoveOutcome
{
    /// <summary>It moved now.</summary>
    Moved,

    /// <summary>It was already in the state: a repeated call, nothing changed.</summary>
    AlreadyThere,

    /// <summary>Its state, or the time, does not allow the transition; nothing changed.</summary>
    Refused,
}
