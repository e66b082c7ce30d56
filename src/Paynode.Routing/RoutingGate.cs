namespace Paynode.Routing;

/// <summary>A hard condition outside learning that kept a provider from an order. A score never overrides a gate.</summary>
public enum RoutingGate
{
    /// <summary>The operator's switch is off.</summary>
    SwitchedOff,

    /// <summary>It has given no rate for the corridor.</summary>
    NoRate,

    /// <summary>Its rate is older than allowed.</summary>
    RateStale,

    /// <summary>It has not been heard of for longer than allowed.</summary>
    HeartbeatLost,

    /// <summary>Its free balance does not cover the payout and a margin.</summary>
    Liquidity,

    /// <summary>Its rate does not reach the one that was promised.</summary>
    RateTooLow,

    /// <summary>The order is smaller than it takes.</summary>
    BelowMinimum,

    /// <summary>The order is larger than it takes.</summary>
    AboveMaximum,

    /// <summary>Its rail cannot pay the payout: it is off the step.</summary>
    PayoutStep,

    /// <summary>It was tried for this order before.</summary>
    Excluded,

    /// <summary>It is almost certainly down.</summary>
    Down,

    /// <summary>Its rate or limits changed between the reading and the reservation.</summary>
    TermsChanged,
}
