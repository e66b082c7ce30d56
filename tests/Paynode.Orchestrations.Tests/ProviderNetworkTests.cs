using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class ProviderNetworkTests
{
    private static readonly ProviderNetwork Public = new(allowsPrivate: false, NullLogger<ProviderNetwork>.Instance);
    private static readonly ProviderNetwork Development = new(allowsPrivate: true, NullLogger<ProviderNetwork>.Instance);

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://127.0.0.1./")]
    [InlineData("https://\uFF11\uFF12\uFF17.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:a9fe:a9fe]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://10.0.0.1:8443/")]
    [InlineData("https://192.168.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://a.localhost/")]
    [InlineData("https://postgres/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("http://127.0.0.1:9/")]
    [InlineData("http://example.com/")]
    [InlineData("https://user@example.com/")]
    public void ParseBaseUrl_ThatLeadsInside_IsRefused(string url) => Assert.Null(Public.ParseBaseUrl(url));

    [Theory]
    [InlineData("https://psp.example.com/paynode")]
    [InlineData("https://1.1.1.1/")]
    [InlineData("https://[2606:4700:4700::1111]:8443/")]
    public void ParseBaseUrl_OfAPublicHost_IsTaken(string url) => Assert.Equal(new Uri(url), Public.ParseBaseUrl(url));

    [Theory]
    [InlineData("http://127.0.0.1:9/", true)]
    [InlineData("http://[::1]:9/", true)]
    [InlineData("https://10.0.0.1/", true)]
    [InlineData("http://10.0.0.1/", false)]
    [InlineData("http://example.com/", false)]
    public void ParseBaseUrl_InDevelopment_TakesThisMachineToo(string url, bool isTaken) => Assert.Equal(isTaken, Development.ParseBaseUrl(url) is not null);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    public async Task Connect_NameOrNumberOfThisMachine_IsNeverTried(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        using var http = new HttpClient(Public.CreateHandler());

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(address));

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Connect_InDevelopment_ReachesThisMachine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new HttpClient(Development.CreateHandler());
        var answer = http.GetStringAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
        using var connection = await listener.AcceptTcpClientAsync();
        await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
        Assert.Equal("ok", await answer);
    }
}
