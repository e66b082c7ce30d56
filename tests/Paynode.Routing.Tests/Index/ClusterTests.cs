using Paynode.LocalServices;
using StackExchange.Redis;

namespace Paynode.Routing.Tests.Index;

public class ClusterTests
{
    [Fact]
    public async Task The_index_works_in_a_cluster()
    {
        await using var server = await PrivateRedis.StartAsync(new PrivateServerOptions
        {
            Settings = new Dictionary<string, string> { ["cluster-enabled"] = "yes", ["cluster-config-file"] = "nodes.conf" },
        });
        await FormAsync(server);
        await using var market = await Market.OpenAsync(new Uri(server.Url));
        await market.ProviderAsync(balance: "400000.00");

        var decisions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => market.DecideAsync()));

        Assert.All(decisions, d => Assert.Equal(DecisionSource.Redis, d.Source));
        Assert.Equal(2, decisions.Count(d => d.Chosen is not null));
    }

    /// <summary>One node that has every slot: enough for it to refuse a script whose keys lie in two.</summary>
    private static async Task FormAsync(PrivateRedis server)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var database = connection.GetDatabase();
        await database.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", 0, 16383);
        while (!((string)await database.ExecuteAsync("CLUSTER", "INFO"))!.Contains("cluster_state:ok", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        await connection.CloseAsync();
    }
}
