using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Paynode.Bench.Runtime;

/// <summary>
/// A small HTTP/1.1 client that keeps connections busy; run as a separate process, so that it costs both servers the same.
/// </summary>
internal static class HttpLoad
{
    public static async Task<int> RunAsync(string url, string connections, string seconds)
    {
        var uri = new Uri(url);
        var request = Encoding.ASCII.GetBytes($"GET {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\n\r\n");
        var end = Stopwatch.GetTimestamp() + (long)(double.Parse(seconds, CultureInfo.InvariantCulture) * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, int.Parse(connections, CultureInfo.InvariantCulture))
            .Select(_ => Task.Run(() => KeepBusyAsync(uri, request, end))));
        Console.WriteLine(counts.Sum());
        return 0;
    }

    private static async Task<long> KeepBusyAsync(Uri uri, byte[] request, long end)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(uri.Host, uri.Port);
        var buffer = new byte[4096];
        var count = 0L;
        while (Stopwatch.GetTimestamp() < end)
        {
            await socket.SendAsync(request);
            var received = 0;
            do
            {
                received += await socket.ReceiveAsync(buffer.AsMemory(received));
            }
            while (buffer.AsSpan(0, received).IndexOf("\r\n\r\n"u8) < 0);

            if (!buffer.AsSpan(0, received).StartsWith("HTTP/1.1 204"u8))
            {
                throw new InvalidOperationException(Encoding.ASCII.GetString(buffer, 0, received));
            }

            count++;
        }

        return count;
    }
}
