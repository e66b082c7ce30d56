namespace Paynode.Routing.Choice;

/// <summary>Constants of provider selection: gates, exploration, load.</summary>
public sealed record ChoiceParameters
{
    /// <summary>The defaults.</summary>
    public static ChoiceParameters Default { get; } = new();

    /// <summary>κ: spread of the Thompson sample as a share of the posterior's.</summary>
    public double Exploration { get; init; } = 0.4;

    /// <summary>
    /// Probability with which a provider believed to be down is tried as if it were up, times that belief: without such probes
    /// an outage is remembered long after it ended. No probe is sent while an order is with the provider.
    /// </summary>
    public double ProbeRateDown { get; init; } = 0.03;

    /// <summary>The same for a provider believed to be degraded, where an error costs less.</summary>
    public double ProbeRatePartial { get; init; } = 0.2;

    /// <summary>Health factor below which a provider is suspect.</summary>
    public double SuspectFactor { get; init; } = 0.9;

    /// <summary>
    /// Penalty of a failed attempt in an unknown corridor, in basis points, in addition to the value it did not deliver; it
    /// decreases to zero over <see cref="OpeningOutcomes"/>. While all estimates are uncertain, a cheap provider is not worth
    /// the failures needed to learn that it is unreliable.
    /// </summary>
    public double OpeningFailurePriceBps { get; init; } = 100;

    /// <summary>Outcomes over which <see cref="OpeningFailurePriceBps"/> decreases to zero.</summary>
    public double OpeningOutcomes { get; init; } = 3_000;

    /// <summary>Required free balance, as a multiple of the payout.</summary>
    public double BalanceMargin { get; init; } = 1.02;

    /// <summary>Maximum age of a binding rate, in seconds.</summary>
    public double MostQuoteAgeSeconds { get; init; } = 120;

    /// <summary>Maximum time between heartbeats, in seconds.</summary>
    public double MostHeartbeatAgeSeconds { get; init; } = 45;

    /// <summary>P(down) above which a provider gets no offers.</summary>
    public double MostDown { get; init; } = 0.95;

    /// <summary>Outcomes until which a provider is a newcomer.</summary>
    public int NewcomerOutcomes { get; init; } = 30;

    /// <summary>Share of an established corridor's orders for which one newcomer may be first.</summary>
    public double NewcomerShare { get; init; } = 0.01;

    /// <summary>Whether each ranking reports its propensity; without it, a ranking takes a microsecond less.</summary>
    public bool ReportsPropensity { get; init; } = true;

    /// <summary>The failure penalty in a corridor with this many outcomes, see <see cref="OpeningFailurePriceBps"/>.</summary>
    public double FailurePriceBps(long outcomes) =>
        OpeningFailurePriceBps * Math.Max(0, 1 - outcomes / OpeningOutcomes);
}
