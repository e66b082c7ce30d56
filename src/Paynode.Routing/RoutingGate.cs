namespace Paynode.Routing;

/// <summary>A hard condition outside learning that excludes a provider from an order. A score never overrides a gate.</summary>
public enum RoutingGate
{
    /// <summary>The operator's switch is off.</summary>
    SwitchedOff,

    /// <summary>It has given no rate for the corridor.</summary>
    NoRate,

    /// <summary>Its rate is older than allowed.</summary>
    RateStale,

    /// <summary>Its last heartbeat is older than allowed.</summary>
    HeartbeatLost,

    /// <summary>Its free balance does not cover the payout and a margin.</summary>
    Liquidity,

    /// <summary>Its rate is below the promised one.</summary>
    RateTooLow,

    /// <summary>The order is below its minimum.</summary>
    BelowMinimum,

    /// <summary>The order is above its maximum.</summary>
    AboveMaximum,

    /// <summary>Its rail cannot pay the payout, which is not a multiple of its step.</summary>
    PayoutStep,

    /// <summary>It was already tried for this order.</summary>
    Excluded,

    /// <summary>It is almost certainly down.</summary>
    Down,

    /// <summary>Its rate or limits changed between the read and the reservation.</summary>
    TermsChanged,
}
