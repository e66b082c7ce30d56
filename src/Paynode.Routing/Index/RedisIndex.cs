using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>
/// Calls the index's scripts by digest; the text is sent only to a server that does not have it. The client would do so
/// itself when given the text, but looks it up by its whole length on every call: 12 to 28 µs of CPU time instead of 4 to 9.
/// </summary>
internal sealed class RedisIndex(IConnectionMultiplexer connection, TimeSpan timeout)
{
    private const string UnknownScript = "NOSCRIPT";
    private const int KeysAPage = 500;

    /// <summary>
    /// Errors by which a server reports that it cannot serve now; any other server error is a bug in this code. The last five
    /// are cluster errors: a slot that is moving, and redirects that the client gave up following.
    /// </summary>
    private static readonly string[] NotServing =
    [
        "LOADING", "READONLY", "OOM", "MASTERDOWN", "BUSY", "MISCONF", "NOREPLICAS", "NOAUTH", "WRONGPASS",
        "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "ERR Script attempted to access a non local key",
    ];

    public IDatabase Database => connection.GetDatabase();

    /// <summary>Whether an exception means that Redis is unavailable, as opposed to a bug in this code.</summary>
    public static bool MeansAway(Exception exception) =>
        exception is RedisServerException
            ? Array.Exists(NotServing, prefix => exception.Message.StartsWith(prefix, StringComparison.Ordinal))
            : exception is RedisException or TimeoutException or ObjectDisposedException;

    /// <summary>
    /// Runs a script against the keys of an epoch pointer. The result is a tree of objects: the client's leased form, which
    /// stays in its buffer, cannot repeat a call after a cluster redirect and drops the connection instead (3.4.35).
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="pointer">The script's only declared key; all others share its hash tag.</param>
    /// <param name="arguments">Its arguments, the first of them the expected epoch.</param>
    /// <exception cref="EpochMovedException">The pointer refers to another epoch, or is missing.</exception>
    public async Task<RedisResult[]> EvaluateAsync(RedisScript script, RedisKey pointer, RedisValue[] arguments)
    {
        var reply = (await CallAsync(script, [pointer], arguments)).Items();
        return reply[0].Text() == "epoch" ? throw new EpochMovedException() : reply;
    }

    /// <summary>Waits for Redis up to the timeout after which it counts as unavailable.</summary>
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
