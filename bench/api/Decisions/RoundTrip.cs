using System.Diagnostics;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Paynode.Bench.Api.Decisions;

/// <summary>What one bare round trip to Redis takes, one after the other.</summary>
internal static class RoundTrip
{
    private const int Warmup = 2_000, Measured = 10_000;

    /// <summary>PING through the client library that the router uses.</summary>
    public static async Task<Latencies> OfClientAsync(Uri redis)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync($"{redis.Host}:{redis.Port}");
        var latencies = new Latencies(Measured);
        for (var i = 0; i < Warmup + Measured; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await connection.GetDatabase().PingAsync();
            if (i >= Warmup)
            {
                latencies.Add(Stopwatch.GetTimestamp() - started);
            }
        }

        await connection.CloseAsync();
        return latencies;
    }

    /// <summary>PING over a blocking socket: the least that the machine allows.</summary>
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
