using System.Globalization;
using Paynode.Payments;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace Paynode.Routing.Tests.Index;

public class IndexInvariantTests(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    private const int Rounds = 25, CallsARound = 48;

    /// <summary>
    /// Three processes decide, repeat themselves, quote, take quotes over, release and crash in any order. After every round
    /// what Redis counts as held is the sum of what stands, and no provider has more held than it reported.
    /// </summary>
    [Fact]
    public async Task What_is_held_is_what_stands_whatever_was_done_at_once()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var market = await Market.OpenAsync(redis, new RouterOptions
        {
            ReadingShared = TimeSpan.FromMilliseconds(5), HeartbeatTolerance = TimeSpan.FromDays(1), RateTolerance = TimeSpan.FromDays(1),
        });
        var routers = new[] { market.Router, await market.AnotherRouterAsync(), await market.AnotherRouterAsync() };
        for (var i = 0; i < 6; i++)
        {
            await market.ProviderAsync(balance: random.Next(200_000, 1_500_000).ToString(CultureInfo.InvariantCulture));
        }

        var offers = new List<RoutingRequest>();
        var quotes = new List<QuoteId>();
        for (var round = 0; round < Rounds; round++)
        {
            var calls = Enumerable.Range(0, CallsARound)
                .Select(_ => CallOf(market, routers[random.Next(routers.Length)], random, offers, quotes)).ToArray();
            await Task.WhenAll(calls.Select(call => Task.Run(call)));
            await CheckAsync(seed);
            market.Time.Advance(TimeSpan.FromSeconds(random.Next(60)));
        }
    }

    private static Func<Task> CallOf(
        Market market, Router router, Random random, List<RoutingRequest> offers, List<QuoteId> quotes)
    {
        var known = offers.Count == 0 ? null : offers[random.Next(offers.Count)];
        switch (random.Next(6))
        {
            case 0 when known is not null:
                return () => router.DecideAsync(known, default).AsTask();
            case 1 when known is not null:
                var reason = (ReleaseReason)random.Next(3);
                return () => router.ReleaseAsync(known.Offer, known.Corridor, reason, default).AsTask();
            case 2:
                var quote = new QuoteId(Guid.CreateVersion7());
                quotes.Add(quote);
                var order = market.Order();
                return () => router.ReserveQuoteAsync(
                    new QuoteReservation(quote, order.Corridor, order.Source, order.Payout, order.MinRate, market.Time.GetUtcNow().AddSeconds(90)), default).AsTask();
            case 3 when quotes.Count > 0:
                var taken = market.Order() with { Quote = quotes[random.Next(quotes.Count)] };
                offers.Add(taken);
                return () => router.DecideAsync(taken, default).AsTask();
            default:
                var payout = random.Next(1, 200_000).ToString(CultureInfo.InvariantCulture);
                var fresh = market.Order(payout: payout);
                offers.Add(fresh);
                return () => router.DecideAsync(fresh, default).AsTask();
        }
    }

    private async Task CheckAsync(int seed)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        var database = connection.GetDatabase();
        var prefix = $"pn:{{NGN}}:{(string?)await database.StringGetAsync("pn:{NGN}:epoch")}:";
        var holds = (await database.HashGetAllAsync(prefix + "holds"))
            .Select(entry => ((string?)entry.Value)!.Split('|')).Where(hold => hold[0] is "h" or "H").ToLookup(hold => hold[1]);
        var keys = connection.GetServer(connection.GetEndPoints()[0]).Keys(pattern: prefix.Replace("{", "\\{", StringComparison.Ordinal) + "p:*")
            .Where(key => !key.ToString().EndsWith(":in", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(keys);
        foreach (var key in keys)
        {
            var provider = key.ToString().Split(':')[^1];
            var held = (long)await database.HashGetAsync(key, "held");
            var available = (long)await database.HashGetAsync(key, "avail");
            Assert.True(held == holds[provider].Sum(h => long.Parse(h[3], CultureInfo.InvariantCulture)), $"seed {seed}");
            Assert.True(held >= 0 && held <= available, $"seed {seed}: {held} held of {available}");
            var inFlight = await database.SortedSetLengthAsync($"{prefix}inflight:USDC-NGN:{provider}");
            Assert.True(inFlight == holds[provider].Count(h => h[4] != "0"), $"seed {seed}");
        }

        await connection.CloseAsync();
    }
}
