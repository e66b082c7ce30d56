using Paynode.Payments;
using Paynode.Routing.Metrics;

namespace Paynode.Routing.Tests.Metrics;

public sealed class ProviderMetricsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProviderId Acme = new(new Guid(1, 0, 0, new byte[8]));
    private static readonly ProviderId Bolt = new(new Guid(2, 0, 0, new byte[8]));

    [Fact]
    public void There_are_forty_each_named_once_and_explained()
    {
        Assert.Equal(40, ProviderMetrics.All.Count);
        Assert.Equal(40, ProviderMetrics.All.Select(it => it.Name).Distinct().Count());
        Assert.All(ProviderMetrics.All, it => Assert.EndsWith(".", it.Meaning, StringComparison.Ordinal));
        Assert.All(ProviderMetrics.Briefed, name => Assert.Contains(ProviderMetrics.All, it => it.Name == name));
        Assert.Equal(["reliability", "latency", "cost", "capacity", "trust"], ProviderMetrics.All.Select(it => it.Group).Distinct());
    }

    [Fact]
    public void A_wrong_account_counts_for_neither_success_nor_failure()
    {
        var figures = OfferStatistics.Of([Offer(5, OfferState.Fulfilled), Offer(4, OfferState.Declined, "invalid_account")], Acme, Now);
        Assert.Equal(1, figures["success15m"]);
        Assert.Equal(0.5, figures["businessDeclineRate"]);
        Assert.Equal(0, figures["technicalDeclineRate"]);
        Assert.Equal(0, figures["consecutiveFailures"]);
    }

    [Fact]
    public void What_lost_to_a_faster_provider_is_held_against_nobody()
    {
        var figures = OfferStatistics.Of([Offer(5, OfferState.Fulfilled), Offer(4, OfferState.Lapsed, LapseCode.AnotherAccepted)], Acme, Now);
        Assert.Equal(1, figures["success15m"]);
        Assert.Equal(0, figures["timeoutRate"]);
    }

    [Fact]
    public void An_outage_is_three_failures_in_a_row_until_the_next_payment()
    {
        PastOffer[] offers =
        [
            Offer(100, OfferState.Fulfilled), Offer(60, OfferState.Failed, "other"), Offer(55, OfferState.Lapsed), Offer(50, OfferState.Closed),
            Offer(40, OfferState.Fulfilled), Offer(30, OfferState.Failed, "other"), Offer(20, OfferState.Fulfilled),
        ];
        var figures = OfferStatistics.Of(offers, Acme, Now);
        Assert.Equal(20, figures["mttrMinutes"], 6);
        Assert.InRange(figures["uptime30d"], 0.79, 0.81);
        Assert.Equal(0, figures["consecutiveFailures"]);
    }

    [Fact]
    public void Shares_of_volume_add_up_over_the_providers()
    {
        PastOffer[] offers = [Offer(5, OfferState.Fulfilled), Offer(4, OfferState.Fulfilled, provider: Bolt), Offer(3, OfferState.Fulfilled, provider: Bolt)];
        Assert.Equal(1, OfferStatistics.Of(offers, Acme, Now)["volumeShare"] + OfferStatistics.Of(offers, Bolt, Now)["volumeShare"], 9);
    }

    [Fact]
    public void Of_a_provider_without_offers_nothing_is_claimed()
    {
        var figures = OfferStatistics.Of([], Acme, Now);
        Assert.DoesNotContain("success24h", figures.Keys);
        Assert.DoesNotContain("uptime30d", figures.Keys);
    }

    private static PastOffer Offer(double minutesAgo, OfferState state, string? code = null, ProviderId? provider = null) => new(
        provider ?? Acme, Now.AddMinutes(-minutesAgo).AddSeconds(-8), state is OfferState.Fulfilled ? Now.AddMinutes(-minutesAgo).AddSeconds(-7) : null,
        Now.AddMinutes(-minutesAgo), state, code, 100, 1500, false, 0, 0);
}
