using StackExchange.Redis;

namespace Paynode.Routing.Tests.Index;

public class WarmUpTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_rehearsal_routes_from_Redis_and_leaves_nothing_there()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);

        Assert.Equal(12 * 16, await WarmUp.RunAsync(connection, TimeProvider.System, default));
        Assert.Empty(connection.GetServer(connection.GetEndPoints().Single()).Keys());
    }

    [Fact]
    public async Task Processes_that_rehearse_at_once_do_not_meet()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);

        var routed = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => WarmUp.RunAsync(connection, TimeProvider.System, default)));

        Assert.All(routed, count => Assert.Equal(12 * 16, count));
        Assert.Empty(connection.GetServer(connection.GetEndPoints().Single()).Keys());
    }
}
