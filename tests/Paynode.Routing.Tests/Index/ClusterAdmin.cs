using System.Globalization;
using System.Net;
using Paynode.LocalServices;
using StackExchange.Redis;

namespace Paynode.Routing.Tests.Index;

/// <summary>Does to a cluster what its operators do: moves slots and promotes replicas.</summary>
internal sealed class ClusterAdmin : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private ClusterAdmin(ConnectionMultiplexer connection) => _connection = connection;

    public static async Task<ClusterAdmin> ConnectAsync(PrivateRedisCluster cluster)
    {
        var options = ConfigurationOptions.Parse("allowAdmin=true");
        foreach (var node in cluster.Nodes)
        {
            options.EndPoints.Add(IPAddress.Loopback, node.Port);
        }

        return new ClusterAdmin(await ConnectionMultiplexer.ConnectAsync(options));
    }

    /// <summary>Ports of the primaries that have a key of this pattern.</summary>
    public async Task<IReadOnlyList<int>> PortsWithAsync(string pattern)
    {
        var ports = new List<int>();
        foreach (var server in _connection.GetServers())
        {
            if ((await server.RoleAsync()).Value == "master" && await server.KeysAsync(pattern: pattern).AnyAsync())
            {
                ports.Add(PortOf(server));
            }
        }

        return ports;
    }

    /// <summary>Promotes a replica by agreement with its primary, and waits until it is one.</summary>
    public async Task FailOverAsync(PrivateRedis replica)
    {
        var server = _connection.GetServer(IPAddress.Loopback, replica.Port);
        await server.ExecuteAsync("CLUSTER", "FAILOVER");
        while ((await server.RoleAsync()).Value != "master")
        {
            await Task.Yield();
        }
    }

    /// <summary>Begins to move the slot of a hash tag to another primary.</summary>
    public async Task<SlotMove> BeginMoveAsync(string tag)
    {
        var slot = _connection.GetHashSlot(tag);
        var from = _connection.GetServer((RedisKey)tag);
        var to = Primaries.First(server => PortOf(server) != PortOf(from));
        var move = new SlotMove(slot, from, to, Primaries);
        await move.BeginAsync();
        return move;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static int PortOf(IServer server) => ((IPEndPoint)server.EndPoint).Port;

    private IServer[] Primaries => [.. _connection.GetServers().Where(server => !server.IsReplica)];

    /// <summary>A slot under way from one primary to another.</summary>
    public sealed class SlotMove(int slot, IServer from, IServer to, IServer[] primaries)
    {
        private const int Most = 1_000;

        /// <summary>The port of the primary that it moves to.</summary>
        public int To => PortOf(to);

        public async Task BeginAsync()
        {
            await SetAsync(to, "IMPORTING", await IdOfAsync(from));
            await SetAsync(from, "MIGRATING", await IdOfAsync(to));
        }

        /// <summary>Moves all its keys: from now on the old primary answers ASK.</summary>
        public async Task MoveKeysAsync()
        {
            var keys = (string[])(await from.ExecuteAsync("CLUSTER", "GETKEYSINSLOT", slot, Most))!;
            Assert.InRange(keys.Length, 1, Most - 1);
            await from.ExecuteAsync("MIGRATE", ["127.0.0.1", To.ToString(CultureInfo.InvariantCulture), "", 0, 5_000, "KEYS", .. keys]);
        }

        /// <summary>Gives the new primary the slot: from now on all others answer MOVED.</summary>
        public async Task EndAsync()
        {
            foreach (var server in primaries.OrderByDescending(server => PortOf(server) == To))
            {
                await SetAsync(server, "NODE", await IdOfAsync(to));
            }
        }

        private Task SetAsync(IServer server, string state, string node) => server.ExecuteAsync("CLUSTER", "SETSLOT", slot, state, node);

        private static async Task<string> IdOfAsync(IServer server) => (string)(await server.ExecuteAsync("CLUSTER", "MYID"))!;
    }
}
