using System.Net;
using Paynode.LocalServices;
using StackExchange.Redis;

namespace Paynode.Routing.Tests.Index;

/// <summary>Two servers without a cluster: one replicates the other, and the client knows both.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private PrivateRedis _first = null!;
    private PrivateRedis _second = null!;
    private ConnectionMultiplexer _admin = null!;

    public async Task InitializeAsync()
    {
        (_first, _second) = (await PrivateRedis.StartAsync(), await PrivateRedis.StartAsync());
        _admin = await ConnectionMultiplexer.ConnectAsync($"{_first.ConnectionString},{_second.ConnectionString},allowAdmin=true");
        await FollowAsync(_second, _first);
        var replica = ServerOf(_second);
        while (!(await replica.InfoAsync("replication")).Single().Any(line => line is { Key: "master_link_status", Value: "up" }))
        {
            await Task.Yield();
        }
    }

    public async Task DisposeAsync()
    {
        await _admin.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Decide_PrimaryDemoted_GoesOnWithTheOtherOne()
    {
        await using var market = await Market.OpenAsync(ConnectToBothAsync);
        await market.ProviderAsync(balance: "310000.00");
        var before = market.Order();
        Assert.True(market.Keep(before, await market.DecideAsync(before)));

        await ServerOf(_second).ReplicaOfAsync(null!);
        await FollowAsync(_first, _second);

        Assert.NotNull((await market.UntilRedisAsync()).Chosen);
        await AssertNothingIsFreeAsync(market);
    }

    [Fact]
    public async Task Decide_PrimaryKilledAndReplicaPromoted_GoesOnWithTheOtherOne()
    {
        await using var market = await Market.OpenAsync(ConnectToBothAsync);
        await market.ProviderAsync(balance: "460000.00");
        var before = market.Order();
        Assert.True(market.Keep(before, await market.DecideAsync(before)));
        await _first.StopAsync(immediate: true);
        var away = market.Order();
        var decision = await market.DecideAsync(away);
        Assert.Equal(DecisionSource.Snapshot, decision.Source);
        Assert.True(market.Keep(away, decision));

        await ServerOf(_second).ReplicaOfAsync(null!);

        Assert.NotNull((await market.UntilRedisAsync()).Chosen);
        await AssertNothingIsFreeAsync(market);
    }

    private static async Task AssertNothingIsFreeAsync(Market market)
    {
        var decision = await market.DecideAsync();
        Assert.Null(decision.Chosen);
        Assert.Equal(DecisionSource.Redis, decision.Source);
    }

    private Task FollowAsync(PrivateRedis replica, PrivateRedis primary) =>
        ServerOf(replica).ReplicaOfAsync(new IPEndPoint(IPAddress.Loopback, primary.Port));

    private IServer ServerOf(PrivateRedis server) => _admin.GetServer("127.0.0.1", server.Port);

    private async Task<ConnectionMultiplexer> ConnectToBothAsync()
    {
        var options = RedisUrl.Parse(new Uri(_first.Url));
        options.EndPoints.Add(IPAddress.Loopback, _second.Port);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
