using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>The gates that need no model: those of the scripts, and those that compare an order with a provider's terms.</summary>
internal static class Gates
{
    /// <summary>The gate with a name that a script returned; null for the empty name.</summary>
    public static RoutingGate? Named(string name) => name switch
    {
        "" => null,
        "off" => RoutingGate.SwitchedOff,
        "no_quote" => RoutingGate.NoRate,
        "stale" => RoutingGate.RateStale,
        "heartbeat" => RoutingGate.HeartbeatLost,
        "liquidity" => RoutingGate.Liquidity,
        "excluded" => RoutingGate.Excluded,
        "terms" => RoutingGate.TermsChanged,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown gate name."),
    };

    /// <summary>The first order-independent gate that refuses a provider.</summary>
    public static RoutingGate? Standing(
        bool enabled, ProviderTerms? terms, DateTimeOffset heartbeatAt, DateTimeOffset ratedAt, Horizon horizon) =>
        !enabled ? RoutingGate.SwitchedOff
        : terms is null ? RoutingGate.NoRate
        : heartbeatAt < horizon.Heartbeat ? RoutingGate.HeartbeatLost
        : ratedAt < horizon.Rate ? RoutingGate.RateStale
        : null;

    /// <summary>The first gate that refuses a provider for this order.</summary>
    public static RoutingGate? ForOrder(CandidateState candidate, OrderNeeds needs) =>
        candidate.Gate is { } standing ? standing
        : needs.Excluded.Contains(candidate.Provider) ? RoutingGate.Excluded
        : candidate.Terms!.Rate < needs.MinRate ? RoutingGate.RateTooLow
        : needs.Source.Minor < candidate.Terms.Min ? RoutingGate.BelowMinimum
        : needs.Source.Minor > candidate.Terms.Max ? RoutingGate.AboveMaximum
        : needs.Payout is { } payout && candidate.Terms.StepIn(payout.Currency)?.Fits(payout) == false ? RoutingGate.PayoutStep
        : candidate.FreeUnits < needs.NeededUnits && !needs.HoldsQuote ? RoutingGate.Liquidity
        : null;
}

/// <summary>The oldest heartbeat and rate that are valid.</summary>
internal readonly record struct Horizon(DateTimeOffset Heartbeat, DateTimeOffset Rate);

/// <summary>The requirements of an order on a provider.</summary>
/// <param name="Source">The amount to compare with its limits.</param>
/// <param name="MinRate">The minimum rate.</param>
/// <param name="Units">The units to reserve.</param>
/// <param name="NeededUnits">The units that must be free.</param>
/// <param name="HoldsQuote">
/// Whether a quote's reservation is taken over: only the script knows its provider, so only the script checks the liquidity.
/// </param>
/// <param name="Excluded">Providers to exclude.</param>
internal sealed record OrderNeeds(
    Money Source,
    ExchangeRate MinRate,
    long Units,
    long NeededUnits,
    bool HoldsQuote,
    IReadOnlyCollection<ProviderId> Excluded)
{
    /// <summary>The exact payout; null while it may still be rounded.</summary>
    public Money? Payout { get; init; }
}
