using System.Globalization;

namespace Paynode.LocalServices;

/// <summary>A numbered database on a Redis server that is not ours: one that was empty, emptied again on disposal.</summary>
public sealed class RedisDatabase : IAsyncDisposable
{
    private const string ClaimKey = "paynode:claimed";
    private const int DefaultPort = 6379;
    private const int DatabaseCount = 16;

    private readonly Uri _server;
    private readonly int _number;

    private RedisDatabase(Uri server, int number)
    {
        _server = server;
        _number = number;
    }

    /// <summary>redis://host:port/number</summary>
    public string Url => new UriBuilder(_server) { Port = Port, Path = Number }.Uri.ToString();

    /// <summary>For StackExchange.Redis.</summary>
    public string ConnectionString =>
        $"{_server.Host}:{Port},defaultDatabase={Number}{(Password is null ? "" : $",password={Password}")}";

    private string Number => _number.ToString(CultureInfo.InvariantCulture);

    private int Port => _server.Port > 0 ? _server.Port : DefaultPort;

    private string? Password => _server.UserInfo.Split(':', 2) is [_, { Length: > 0 } password] ? Uri.UnescapeDataString(password) : null;

    /// <summary>Takes the first empty database, from the highest number down; the lowest ones are where people keep theirs.</summary>
    public static async Task<RedisDatabase> ClaimAsync(string url)
    {
        for (var number = DatabaseCount - 1; number >= 1; number--)
        {
            var database = new RedisDatabase(new Uri(url), number);
            var answers = await database.TryAsync(["DBSIZE"], ["SETNX", ClaimKey, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)])
                ?? throw new InvalidOperationException($"Redis at {database._server.Host}:{database.Port} does not answer.");
            if (answers is ["0", "1"])
                return database;
            if (answers[1] == "1")
                await database.TryAsync(["DEL", ClaimKey]);
        }
        throw new InvalidOperationException("REDIS_URL names a server without an empty database among 1 to 15.");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await TryAsync(["FLUSHDB"]);

    private async Task<string[]?> TryAsync(params string[][] commands)
    {
        var answers = await RedisCommand.TryAllAsync(
            _server.Host, Port, Password, [["SELECT", Number], .. commands], CancellationToken.None);
        return answers?[1..];
    }
}
