using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Paynode.Samples.Provider.Protocol;
using Paynode.Samples.Provider.Tests.Support;

namespace Paynode.Samples.Provider.Tests;

public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paynode-provider-").FullName;
    private readonly int _port = FreePort();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_killed_program_knows_its_payouts_when_it_is_started_again()
    {
        await using var paynode = await FakePaynode.StartAsync();
        var offer = Given.Offer();
        await using (await StartAsync(paynode))
        {
            Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(paynode, offer));
            await paynode.ReceivedAsync("fulfil", offer.OfferId);
        }

        await using var second = await StartAsync(paynode);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(paynode, offer));
        var told = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/control"))).RootElement;

        Assert.Equal(offer.OfferId, Assert.Single(told.GetProperty("payouts").EnumerateArray()).GetProperty("offerId").GetGuid());
    }

    [Fact]
    public async Task A_wrong_option_ends_the_program_with_2_and_its_usage()
    {
        using var program = Start("--nonsense", "1");
        var said = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();

        Assert.Equal(2, program.ExitCode);
        Assert.Contains("--nonsense", said, StringComparison.Ordinal);
        Assert.Contains("--paynode URL", said, StringComparison.Ordinal);
    }

    private static Process Start(params string[] args)
    {
        var program = typeof(SampleProvider).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<RunningProgram> StartAsync(FakePaynode paynode)
    {
        var process = Start(
            "--paynode", paynode.Url.ToString(), "--id", paynode.Credentials.Id, "--secret", paynode.Credentials.Secret,
            "--listen", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"),
            "--corridors", "USDC-NGN=1500:1:5000", "--balances", "NGN=1000000", "--journal", Path.Combine(_folder, "journal.jsonl"));
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("listens on", StringComparison.Ordinal))
            {
                return new RunningProgram(process);
            }
        }

        throw new InvalidOperationException($"The program ended: {await process.StandardError.ReadToEndAsync()}");
    }

    private async Task<HttpStatusCode> DeliverAsync(FakePaynode paynode, Offer offer)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(offer, Json.Options);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_port}/v1/offers") { Content = new ByteArrayContent(body) };
        new RequestSigner(paynode.Credentials, TimeProvider.System).Sign(request, body);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
