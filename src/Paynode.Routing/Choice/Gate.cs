namespace Paynode.Routing.Choice;

/// <summary>Why a candidate is ineligible. Gates are outside learning: no score overrides one.</summary>
public enum Gate
{
    /// <summary>Eligible.</summary>
    None,

    /// <summary>Licence or corridor not allowed.</summary>
    NotAllowed,

    /// <summary>Switched off by the operator.</summary>
    SwitchedOff,

    /// <summary>Free balance below the amount plus its margin.</summary>
    Balance,

    /// <summary>Its rate is too old to be binding, or not a number.</summary>
    StaleQuote,

    /// <summary>No heartbeat.</summary>
    LostHeartbeat,

    /// <summary>Almost certainly down.</summary>
    Down,
}
