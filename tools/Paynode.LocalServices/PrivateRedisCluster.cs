using System.Globalization;

namespace Paynode.LocalServices;

/// <summary>A Redis cluster of one's own on loopback: primaries that share the slots evenly, and a replica of one of them.</summary>
public sealed class PrivateRedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;
    private const int StartAttempts = 3;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly List<(PrivateRedis Server, int BusPort)> _nodes = [];

    private readonly int _primaries;

    private PrivateRedisCluster(int primaries) => _primaries = primaries;

    /// <summary>The primaries in the order of their slots, and then the replica.</summary>
    public IReadOnlyList<PrivateRedis> Nodes => _nodes.ConvertAll(node => node.Server);

    /// <summary>The first primary's address; clients learn the others from it.</summary>
    public string Url => _nodes[0].Server.Url;

    /// <summary>Starts the servers and waits until every one of them knows all and says that the cluster serves.</summary>
    /// <param name="primaries">How many; a failover is voted on by them, so it takes three.</param>
    /// <param name="replicatedKey">A key whose primary gets a replica; null: none has one.</param>
    public static async Task<PrivateRedisCluster> StartAsync(int primaries = 3, string? replicatedKey = null)
    {
        var cluster = new PrivateRedisCluster(primaries);
        try
        {
            for (var i = 0; i < primaries + (replicatedKey is null ? 0 : 1); i++)
                cluster._nodes.Add(await StartNodeAsync());
            using var limit = HangLimit.Begin();
            await cluster.ShareSlotsAsync(limit.Token);
            await cluster.MeetAsync(limit.Token);
            if (replicatedKey is not null)
                await cluster.ReplicateAsync(await cluster.PrimaryOfAsync(replicatedKey, limit.Token), limit.Token);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The primary that got a key's slot at the start.</summary>
    public async Task<PrivateRedis> FirstPrimaryOfAsync(string key) => _nodes[await PrimaryOfAsync(key, CancellationToken.None)].Server;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var (server, _) in _nodes)
            await server.DisposeAsync();
    }

    /// <summary>The usual bus port, 10,000 above, may lie beyond the last one; so it is a free one of its own.</summary>
    private static async Task<(PrivateRedis Server, int BusPort)> StartNodeAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var bus = LoopbackPort.Free();
            try
            {
                return (await PrivateRedis.StartAsync(new PrivateServerOptions { Settings = Settings(bus) }), bus);
            }
            catch (ServerStartException) when (attempt < StartAttempts)
            {
                // Somebody was quicker to take the bus port.
            }
        }
    }

    private static Dictionary<string, string> Settings(int busPort) => new()
    {
        ["cluster-enabled"] = "yes",
        ["cluster-config-file"] = "nodes.conf",
        ["cluster-port"] = busPort.ToString(CultureInfo.InvariantCulture),
        ["cluster-node-timeout"] = "2000",
        ["repl-diskless-sync-delay"] = "0",
    };

    private async Task ShareSlotsAsync(CancellationToken limit)
    {
        for (var i = 0; i < _nodes.Count; i++)
        {
            await AskAsync(i, limit, "CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
            if (i < _primaries)
                await AskAsync(i, limit, "CLUSTER", "ADDSLOTSRANGE", Text(FirstSlot(i)), Text(FirstSlot(i + 1) - 1));
        }
    }

    private async Task MeetAsync(CancellationToken limit)
    {
        foreach (var (server, bus) in _nodes.Skip(1))
            await AskAsync(0, limit, "CLUSTER", "MEET", "127.0.0.1", Text(server.Port), Text(bus));
        for (var i = 0; i < _nodes.Count; i++)
        {
            await UntilAsync(i, ["CLUSTER", "INFO"], info => Field(info, "cluster_state") == "ok" && Field(info, "cluster_known_nodes") == Text(_nodes.Count), limit);
        }
    }

    private async Task ReplicateAsync(int primary, CancellationToken limit)
    {
        var replica = _nodes.Count - 1;
        await AskAsync(replica, limit, "CLUSTER", "REPLICATE", await AskAsync(primary, limit, "CLUSTER", "MYID"));
        await UntilAsync(replica, ["INFO", "replication"], info => Field(info, "master_link_status") == "up", limit);

        // Clients ask whichever node they reach: each must have heard of the replica.
        for (var i = 0; i < _nodes.Count; i++)
            await UntilAsync(i, ["CLUSTER", "NODES"], nodes => nodes.Contains("slave ", StringComparison.Ordinal), limit);
    }

    private async Task<int> PrimaryOfAsync(string key, CancellationToken limit)
    {
        var slot = int.Parse(await AskAsync(0, limit, "CLUSTER", "KEYSLOT", key), CultureInfo.InvariantCulture);
        return slot * _primaries / Slots;
    }

    /// <summary>The first slot of a primary: the least whose share of all slots is its.</summary>
    private int FirstSlot(int primary) => (primary * Slots + _primaries - 1) / _primaries;

    private async Task UntilAsync(int node, string[] command, Func<string, bool> isMet, CancellationToken limit)
    {
        while (!isMet(await AskAsync(node, limit, command)))
            await Task.Delay(PollInterval, limit);
    }

    private async Task<string> AskAsync(int node, CancellationToken limit, params string[] command)
    {
        var answer = await RedisCommand.TryAsync("127.0.0.1", _nodes[node].Server.Port, password: null, command, limit);
        return answer is null or ['-', ..]
            ? throw new InvalidOperationException($"{string.Join(' ', command)}: {answer ?? "no answer"}")
            : answer;
    }

    private static string Field(string info, string name) => info.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Select(line => line[(name.Length + 1)..]).FirstOrDefault("");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
