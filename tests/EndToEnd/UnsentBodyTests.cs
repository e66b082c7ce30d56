using System.Net.Sockets;
using System.Text;
using Paynode.LocalServices;

namespace Paynode.EndToEnd;

/// <summary>Calls that announce a body and do not send it: who cannot be the caller is answered all the same.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class UnsentBodyTests(PaynodeStack paynode)
{
    private const string Signature = "0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData("POST /v1/chains/local/events", "")]
    [InlineData("POST /v1/chains/local/events", "X-Alchemy-Signature: abc\r\n")]
    [InlineData("PUT /v1/provider/rates", "")]
    [InlineData("PUT /v1/provider/rates", "Paynode-Key: 0199f0d2-0000-7000-8000-000000000000\r\nPaynode-Timestamp: 1\r\nPaynode-Signature: " + Signature + "\r\n")]
    [InlineData("PUT /v1/provider/rates", "Paynode-Key: 0199f0d2-0000-7000-8000-000000000000\r\nPaynode-Timestamp: {now}\r\nPaynode-Signature: " + Signature + "\r\n")]
    [InlineData("POST /v1/quotes", "Authorization: Bearer pn_unknown\r\n")]
    public async Task Call_FromNobodyKnown_Returns401BeforeItsBody(string line, string headers)
    {
        var url = paynode.Stack.Host.Url;
        using var socket = new TcpClient();
        await socket.ConnectAsync(url.Host, url.Port);
        var now = FormattableString.Invariant($"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}");
        var head = $"{line} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n{headers.Replace("{now}", now, StringComparison.Ordinal)}\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));

        using var reader = new StreamReader(socket.GetStream());
        Assert.StartsWith("HTTP/1.1 401", await reader.ReadLineAsync().WaitAsync(HangLimit.OfWait), StringComparison.Ordinal);
    }
}
