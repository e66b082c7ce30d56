using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>Calls the index's scripts. The client sends a script's text to a server that does not have it, and its digest to others.</summary>
internal sealed class RedisIndex(IConnectionMultiplexer connection, TimeSpan timeout)
{
    private const int KeysAPage = 500;

    /// <summary>
    /// Errors by which a server says that it cannot serve now; any other error of a server is a bug of ours. The last five are a
    /// cluster's: a slot that is moving, and redirects that the client gave up following.
    /// </summary>
    private static readonly string[] NotServing =
    [
        "LOADING", "READONLY", "OOM", "MASTERDOWN", "BUSY", "MISCONF", "NOREPLICAS", "NOAUTH", "WRONGPASS",
        "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "ERR Script attempted to access a non local key",
    ];

    public IDatabase Database => connection.GetDatabase();

    /// <summary>Whether an exception says that Redis is away rather than that we are wrong.</summary>
    public static bool MeansAway(Exception exception) =>
        exception is RedisServerException
            ? Array.Exists(NotServing, prefix => exception.Message.StartsWith(prefix, StringComparison.Ordinal))
            : exception is RedisException or TimeoutException or ObjectDisposedException;

    /// <summary>Runs a script against the keys that an epoch pointer leads to.</summary>
    /// <param name="script">Which.</param>
    /// <param name="pointer">The script's only declared key; all others share its hash tag.</param>
    /// <param name="arguments">Written to the connection before this returns: the caller may use the memory again.</param>
    /// <param name="read">Reads the answer, which is gone afterwards.</param>
    /// <exception cref="EpochMovedException">The pointer names another epoch, or none.</exception>
    public async Task<T> EvaluateAsync<T>(
        RedisScript script, RedisKey pointer, ReadOnlyMemory<RedisValue> arguments, ReplyReader<T> read)
    {
        using var reply = await InTimeAsync(Database.ScriptEvaluateRespAsync(script.Text, new[] { pointer }, arguments));
        return Read(reply, read);
    }

    /// <summary>Waits for Redis no longer than it may take before it counts as away.</summary>
    public Task<T> InTimeAsync<T>(Task<T> answer) => answer.IsCompleted ? answer : answer.WaitAsync(timeout);

    /// <summary>Removes keys by pattern, on every server that has some.</summary>
    public async Task ForgetAsync(string pattern)
    {
        foreach (var server in connection.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }))
        {
            var page = new List<RedisKey>(KeysAPage);
            await foreach (var key in server.KeysAsync(Database.Database, pattern, KeysAPage))
            {
                page.Add(key);
                if (page.Count == KeysAPage)
                {
                    await InTimeAsync(Database.KeyDeleteAsync([.. page]));
                    page.Clear();
                }
            }

            await InTimeAsync(Database.KeyDeleteAsync([.. page]));
        }
    }

    private static T Read<T>(RespResult reply, ReplyReader<T> read)
    {
        var items = reply.Read().AggregateChildren();
        items.DemandNext();
        return items.Value.Is("epoch"u8) ? throw new EpochMovedException() : read(ref items);
    }
}
