using System.Globalization;
using StackExchange.Redis;

namespace Paynode.Bench.Api.Decisions;

/// <summary>The processor time that a Redis has used.</summary>
internal sealed class RedisCpu : IDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private RedisCpu(ConnectionMultiplexer connection) => _connection = connection;

    public static async Task<RedisCpu> OfAsync(Uri redis) =>
        new(await ConnectionMultiplexer.ConnectAsync($"{redis.Host}:{redis.Port},allowAdmin=true"));

    public async Task<TimeSpan> ReadAsync()
    {
        var server = _connection.GetServer(_connection.GetEndPoints()[0]);
        var figures = (await server.InfoAsync("cpu")).SelectMany(section => section);
        return TimeSpan.FromSeconds(figures
            .Where(f => f.Key is "used_cpu_user" or "used_cpu_sys")
            .Sum(f => double.Parse(f.Value, CultureInfo.InvariantCulture)));
    }

    public void Dispose() => _connection.Dispose();
}
