using System.Globalization;
using StackExchange.Redis;

namespace Paynode.Bench.Api.Decisions;

/// <summary>The bench's own connection to the Redis under test, through the client library that the router uses.</summary>
internal sealed class RedisConnection : IDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private RedisConnection(ConnectionMultiplexer connection) => _connection = connection;

    public static async Task<RedisConnection> OpenAsync(Uri redis) =>
        new(await ConnectionMultiplexer.ConnectAsync($"{redis.Host}:{redis.Port},allowAdmin=true"));

    public Task PingAsync() => _connection.GetDatabase().PingAsync();

    /// <summary>The processor time that the server has used.</summary>
    public async Task<TimeSpan> CpuAsync()
    {
        var server = _connection.GetServer(_connection.GetEndPoints()[0]);
        var figures = (await server.InfoAsync("cpu")).SelectMany(section => section);
        return TimeSpan.FromSeconds(figures
            .Where(f => f.Key is "used_cpu_user" or "used_cpu_sys")
            .Sum(f => double.Parse(f.Value, CultureInfo.InvariantCulture)));
    }

    public void Dispose() => _connection.Dispose();
}
