using System.Net;
using System.Net.Sockets;

namespace Paynode.Chain.Tests.Support;

/// <summary>A node on loopback that answers every request with a redirect to itself.</summary>
internal sealed class RedirectingNode : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;
    private int _requests;

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>How many requests came.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static RedirectingNode Start()
    {
        var node = new RedirectingNode();
        node._listener.Start();
        node._serving = node.ServeAsync();
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var answer = System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {Url}again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        while (true)
        {
            using var connection = await _listener.AcceptTcpClientAsync(_stop.Token);
            var stream = connection.GetStream();
            await ReadRequestAsync(stream);
            Interlocked.Increment(ref _requests);
            await stream.WriteAsync(answer, _stop.Token);
        }
    }

    // Up to the end of the body, which is the last brace of a JSON object.
    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        for (var length = 0; length == 0 || buffer[length - 1] != '}';)
        {
            length += await stream.ReadAsync(buffer.AsMemory(length), _stop.Token);
        }
    }
}
