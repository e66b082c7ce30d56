using Paynode.Client;
using Paynode.Cli.Demo.Reporting;
using Paynode.Cli.Demo.Running;

namespace Paynode.Cli.Tests;

public sealed class AvoidanceTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_happened_between_the_silence_and_its_first_timeout_is_counted_and_no_more()
    {
        var orders = new[]
        {
            Order([Event("offer.made", -9, offer: "answered")], Decided(-9, "silent", 0.01)),
            Order([], Decided(-8, "other", 0.01)),
            Order([Event("offer.made", 0), Event("offer.lapsed", 5, "no_answer")], Decided(0, "silent", 0.01)),
            Order([Event("offer.made", 1, offer: "2"), Event("offer.lapsed", 6, "no_answer", "2")], Decided(1, "silent", 0.05)),
            Order([], Decided(2, "other", 0.05)),
            Order([], Decided(3, "other", 0.6)),
            Order([], Decided(4, "other", 0.7)),
            Order([], Decided(6, "other", 0.9)),
        };

        var line = Assert.Single(Avoidance.Of(orders, new Dictionary<string, string> { ["silent"] = "Silent Sam" }));

        Assert.Equal(new Avoidance("Silent Sam", 5, RoutedPast: 2, SentTo: 2, Suspected: 0.7, ShareBefore: 2 / 3.0), line);
    }

    [Fact]
    public void A_provider_that_never_timed_out_is_not_listed() => Assert.Empty(
        Avoidance.Of([Order([Event("offer.made", 0), Event("offer.declined", 1)], Decided(0, "silent", 0))], new Dictionary<string, string>()));

    private static OrderFacts Order(OrderEventResponse[] events, Decision decision) => new(null!, events, [decision]);

    private static Decision Decided(double seconds, string chosen, double down) => new(chosen, 1, "reserved", "")
    {
        DecidedAt = Start.AddSeconds(seconds),
        Candidates = [new DecisionCandidate("silent", null, down), new DecisionCandidate("other", null, 0.01)],
    };

    private static OrderEventResponse Event(string type, double seconds, string? code = null, string offer = "1")
    {
        var data = new Dictionary<string, string> { ["provider"] = "silent", ["offerId"] = offer };
        if (code is not null)
        {
            data["code"] = code;
        }

        return new OrderEventResponse(1, type, Start.AddSeconds(seconds), data);
    }
}
