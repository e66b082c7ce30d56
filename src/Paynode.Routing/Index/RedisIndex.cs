using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>Calls the index's scripts: by digest, with the text sent only to a server that does not have it.</summary>
internal sealed class RedisIndex(IConnectionMultiplexer connection, TimeSpan timeout)
{
    private const string UnknownScript = "NOSCRIPT";
    private const int KeysAPage = 500;

    /// <summary>Errors by which a server says that it cannot serve now; any other error of a server is a bug of ours.</summary>
    private static readonly string[] NotServing = ["LOADING", "READONLY", "OOM", "MASTERDOWN", "CLUSTERDOWN", "BUSY", "MISCONF"];

    public IDatabase Database => connection.GetDatabase();

    /// <summary>Whether an exception says that Redis is away rather than that we are wrong.</summary>
    public static bool MeansAway(Exception exception) =>
        exception is RedisServerException
            ? Array.Exists(NotServing, prefix => exception.Message.StartsWith(prefix, StringComparison.Ordinal))
            : exception is RedisException or TimeoutException or ObjectDisposedException;

    /// <summary>Runs a script against the keys that an epoch pointer leads to.</summary>
    /// <exception cref="EpochMovedException">The pointer names another epoch, or none.</exception>
    public async Task<RedisResult[]> EvaluateAsync(RedisScript script, RedisKey pointer, RedisValue[] arguments)
    {
        var reply = (await CallAsync(script, [pointer], arguments)).Items();
        return reply[0].Text() == "epoch" ? throw new EpochMovedException() : reply;
    }

    /// <summary>Waits for Redis no longer than it may take before it counts as away.</summary>
    public Task<T> InTimeAsync<T>(Task<T> answer) => answer.IsCompleted ? answer : answer.WaitAsync(timeout);

    /// <summary>Finds keys by pattern, on every server that may have some, in chunks that may be deleted at once.</summary>
    public Task<RedisKey[][]> FindAsync(string pattern) => Task.Run(() => connection.GetEndPoints()
        .Select(endpoint => connection.GetServer(endpoint))
        .Where(server => server.IsConnected)
        .SelectMany(server => server.Keys(Database.Database, pattern, KeysAPage))
        .Chunk(KeysAPage)
        .ToArray());

    private async Task<RedisResult> CallAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await InTimeAsync(Database.ScriptEvaluateAsync(script.Digest, keys, arguments));
        }
        catch (RedisServerException e) when (e.Message.StartsWith(UnknownScript, StringComparison.Ordinal))
        {
            return await InTimeAsync(Database.ScriptEvaluateAsync(script.Text, keys, arguments));
        }
    }
}
