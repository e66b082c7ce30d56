using Paynode.LocalServices;
using Paynode.Payments;

namespace Paynode.Routing.Tests.Index;

public class ClusterTests
{
    private const string Tag = "{NGN}";

    private static readonly CorridorId Elsewhere = new(Currencies.Get("USDC"), Currencies.Get("BRL"));

    [Fact]
    public async Task Decide_ThreePrimaries_KeepsEachPartitionOnOneOfThem()
    {
        await using var cluster = await PrivateRedisCluster.StartAsync();
        await using var market = await Market.OpenAsync(new Uri(cluster.Url));
        await market.ProviderAsync(balance: "400000.00");
        await market.ProviderAsync(corridors: [Elsewhere]);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => market.DecideAsync()));
        await market.Router.BestRateAsync(Elsewhere, market.Order().Source, default);

        Assert.All(decisions, d => Assert.Equal(DecisionSource.Redis, d.Source));
        Assert.Equal(2, decisions.Count(d => d.Chosen is not null));
        await using var admin = await ClusterAdmin.ConnectAsync(cluster);
        Assert.Equal([(await cluster.FirstPrimaryOfAsync(Tag)).Port], await admin.PortsWithAsync("pn:{NGN}:*"));
        Assert.Equal([(await cluster.FirstPrimaryOfAsync("{BRL}")).Port], await admin.PortsWithAsync("pn:{BRL}:*"));
        Assert.NotEqual(await cluster.FirstPrimaryOfAsync(Tag), await cluster.FirstPrimaryOfAsync("{BRL}"));
    }

    [Fact]
    public async Task Decide_SlotMovedToAnotherPrimary_FollowsIt()
    {
        await using var cluster = await PrivateRedisCluster.StartAsync();
        await using var market = await Market.OpenAsync(new Uri(cluster.Url));
        await market.ProviderAsync(balance: "310000.00");
        var before = await market.DecideAsync();
        await using var admin = await ClusterAdmin.ConnectAsync(cluster);
        var move = await admin.BeginMoveAsync(Tag);
        await move.MoveKeysAsync();
        await move.EndAsync();

        var after = await market.DecideAsync();

        Assert.Equal((before.Chosen, DecisionSource.Redis, before.Epoch), (after.Chosen, after.Source, after.Epoch));
        await AssertNothingIsFreeAsync(market);
        Assert.Equal([move.To], await admin.PortsWithAsync("pn:{NGN}:*"));
    }

    [Fact]
    public async Task Decide_KeysMovedBeforeTheirSlot_AsksTheNextPrimary()
    {
        await using var cluster = await PrivateRedisCluster.StartAsync();
        await using var market = await Market.OpenAsync(new Uri(cluster.Url));
        await market.ProviderAsync(balance: "310000.00");
        var before = await market.DecideAsync();
        await using var admin = await ClusterAdmin.ConnectAsync(cluster);
        var move = await admin.BeginMoveAsync(Tag);
        await move.MoveKeysAsync();

        var after = await market.DecideAsync();

        Assert.Equal((before.Chosen, DecisionSource.Redis, before.Epoch), (after.Chosen, after.Source, after.Epoch));
        await move.EndAsync();
        await AssertNothingIsFreeAsync(market);
    }

    [Fact]
    public async Task Decide_PrimaryKilled_ComesFromMemoryUntilTheReplicaServes()
    {
        await using var cluster = await PrivateRedisCluster.StartAsync(replicatedKey: Tag);
        await using var market = await Market.OpenAsync(new Uri(cluster.Url));
        await market.ProviderAsync(balance: "620000.00");
        var before = market.Order();
        Assert.True(market.Keep(before, await market.DecideAsync(before)));
        var primary = await cluster.FirstPrimaryOfAsync(Tag);
        await primary.StopAsync(immediate: true);

        var away = market.Order();
        var decision = await market.DecideAsync(away);

        Assert.Equal(DecisionSource.Snapshot, decision.Source);
        Assert.NotNull(decision.Chosen);
        Assert.True(market.Keep(away, decision));
        Assert.NotNull((await market.UntilRedisAsync()).Chosen);
        Assert.NotNull((await market.DecideAsync()).Chosen);
        await AssertNothingIsFreeAsync(market);
    }

    [Fact]
    public async Task Decide_ReplicaTakesOver_KeepsWhatIsHeld()
    {
        await using var cluster = await PrivateRedisCluster.StartAsync(replicatedKey: Tag);
        await using var market = await Market.OpenAsync(new Uri(cluster.Url));
        await market.ProviderAsync(balance: "310000.00");
        var before = market.Order();
        Assert.True(market.Keep(before, await market.DecideAsync(before)));
        await using var admin = await ClusterAdmin.ConnectAsync(cluster);
        await admin.FailOverAsync(cluster.Nodes[^1]);

        Assert.NotNull((await market.UntilRedisAsync()).Chosen);

        await AssertNothingIsFreeAsync(market);
        Assert.Equal([cluster.Nodes[^1].Port], await admin.PortsWithAsync("pn:{NGN}:*"));
    }

    /// <summary>Redis has not lost what it held: with it nothing is left, without it there would be.</summary>
    private static async Task AssertNothingIsFreeAsync(Market market)
    {
        var decision = await market.DecideAsync();
        Assert.Null(decision.Chosen);
        Assert.Equal(DecisionSource.Redis, decision.Source);
    }
}
