namespace Paynode.Routing.Choice;

/// <summary>Constants of the choice: gates, exploration, load.</summary>
public sealed record ChoiceParameters
{
    /// <summary>The defaults.</summary>
    public static ChoiceParameters Default { get; } = new();

    /// <summary>κ: spread of the Thompson sample as a share of the posterior's.</summary>
    public double Exploration { get; init; } = 0.4;

    /// <summary>
    /// Probability with which a provider thought to be down is tried as if it were up, times the belief that it is:
    /// without such probes an outage is remembered long after it ended. None while an order is with it.
    /// </summary>
    public double ProbeRateDown { get; init; } = 0.03;

    /// <summary>The same for a provider thought to be degraded, where being wrong costs less.</summary>
    public double ProbeRatePartial { get; init; } = 0.2;

    /// <summary>Health factor below which a provider is suspect.</summary>
    public double SuspectFactor { get; init; } = 0.9;

    /// <summary>
    /// Price of a failed attempt in a corridor nothing is known of, in basis points, beyond the value it did not
    /// deliver; it falls to nothing over <see cref="OpeningOutcomes"/>. While all figures are guesses, a cheap provider
    /// is not worth the failures by which one learns that it is cheap for a reason.
    /// </summary>
    public double OpeningFailurePriceBps { get; init; } = 100;

    /// <summary>Outcomes over which <see cref="OpeningFailurePriceBps"/> fades.</summary>
    public double OpeningOutcomes { get; init; } = 3_000;

    /// <summary>Free balance needed, as a multiple of the payout.</summary>
    public double BalanceMargin { get; init; } = 1.02;

    /// <summary>Oldest rate still binding, in seconds.</summary>
    public double MostQuoteAgeSeconds { get; init; } = 120;

    /// <summary>Longest silence between heartbeats, in seconds.</summary>
    public double MostHeartbeatAgeSeconds { get; init; } = 45;

    /// <summary>P(down) above which a provider is not asked.</summary>
    public double MostDown { get; init; } = 0.95;

    /// <summary>Outcomes until which a provider is a newcomer.</summary>
    public int NewcomerOutcomes { get; init; } = 30;

    /// <summary>Share of an established corridor's orders that one newcomer may lead.</summary>
    public double NewcomerShare { get; init; } = 0.01;

    /// <summary>Whether each ranking reports its propensity; off, it costs a microsecond less.</summary>
    public bool ReportsPropensity { get; init; } = true;

    /// <summary>The price of a failure in a corridor of so many outcomes, see <see cref="OpeningFailurePriceBps"/>.</summary>
    public double FailurePriceBps(long outcomes) =>
        OpeningFailurePriceBps * Math.Max(0, 1 - outcomes / OpeningOutcomes);
}
