using System.Diagnostics;
using System.Net.Sockets;

namespace Paynode.Bench.Api.Decisions;

/// <summary>The duration of one bare round trip to Redis on an idle machine.</summary>
internal static class RoundTrip
{
    private const int Warmup = 2_000, Measured = 10_000, PerSecond = 500, Seconds = 3;

    /// <summary>
    /// PING through the client library that the router uses, on a schedule and timed from when it was due, as decisions are:
    /// without pauses threads and processors would stay awake, and responses would be twice as fast.
    /// </summary>
    public static async Task<Latencies> OfClientAsync(Uri redis)
    {
        using var connection = await RedisConnection.OpenAsync(redis);
        for (var i = 0; i < Warmup; i++)
        {
            await connection.PingAsync();
        }

        var latencies = new Latencies(PerSecond * Seconds);
        var asked = new List<Task>();
        await new FixedSchedule(PerSecond, TimeSpan.FromSeconds(Seconds)).RunAsync(due => asked.Add(PingAsync(due)));
        await Task.WhenAll(asked);
        return latencies;

        async Task PingAsync(long due)
        {
            await connection.PingAsync();
            latencies.Add(Stopwatch.GetTimestamp() - due);
        }
    }

    /// <summary>PING over a blocking socket, one after the other: the minimum on this machine.</summary>
    public static Latencies OfSocket(Uri redis)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(redis.Host, redis.Port);
        var latencies = new Latencies(Measured);
        var answer = new byte[64];
        for (var i = 0; i < Warmup + Measured; i++)
        {
            var started = Stopwatch.GetTimestamp();
            socket.Send("PING\r\n"u8);
            socket.Receive(answer);
            if (i >= Warmup)
            {
                latencies.Add(Stopwatch.GetTimestamp() - started);
            }
        }

        return latencies;
    }
}
