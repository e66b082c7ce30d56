using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Paynode.LocalServices;
using Paynode.LocalServices.Hosting;

namespace Paynode.Cli.Up;

/// <summary>Registers sample providers with Paynode and starts them.</summary>
internal static class SampleProviders
{
    private const string Project = "samples/provider/Paynode.SampleProvider";

    // Accounts 0 and 1 are the escrow's admin and Paynode's operator.
    private const int FirstAccount = 2;

    public static async Task StartAsync(
        LocalStack stack, int count, string folder, Action<StartedProcess> spawned, IProgress<string> progress)
    {
        if (count > 0)
            progress.Report($"Starting {count} sample providers");
        for (var number = 1; number <= count; number++)
            await StartOneAsync(stack, number, Path.Combine(folder, $"provider-{number}"), spawned);
    }

    private static async Task StartOneAsync(LocalStack stack, int number, string folder, Action<StartedProcess> spawned)
    {
        var port = LoopbackPort.Free();
        var (id, secret) = await RegisterAsync(stack, number, port);
        // Each a little dearer than the one before, so that routing has something to choose from.
        var markdown = 1m - number * 0.001m;
        var corridors = string.Create(
            CultureInfo.InvariantCulture, $"USDC-NGN={1500m * markdown:0.00}:1:5000,USDC-KES={129m * markdown:0.00}:1:5000");
        await WebProgram.StartAsync(new WebProgramOptions
        {
            Name = $"Provider {number}",
            Project = Project,
            Directory = folder,
            Port = port,
            Detached = true,
            Spawned = spawned,
            ReadyPath = "/control",
            Environment = _ => new Dictionary<string, string?> { ["PROVIDER_ID"] = id, ["PROVIDER_SECRET"] = secret },
            Arguments = url =>
            [
                "--paynode", stack.Host.Url.GetLeftPart(UriPartial.Authority),
                "--listen", url.GetLeftPart(UriPartial.Authority),
                "--corridors", corridors, "--balances", "NGN=100000000,KES=10000000",
                "--journal", Path.Combine(folder, "payouts.jsonl"),
            ],
        });
    }

    private static async Task<(string Id, string Secret)> RegisterAsync(LocalStack stack, int number, int port)
    {
        using var http = new HttpClient { BaseAddress = stack.Host.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/providers")
        {
            Content = JsonContent.Create(new
            {
                name = $"Sample provider {number}",
                baseUrl = $"http://127.0.0.1:{port}",
                settlementAddress = stack.Accounts[FirstAccount + number - 1].Address,
                corridors = new[] { "USDC-NGN", "USDC-KES" },
            }),
        };
        request.Headers.Authorization = new("Bearer", stack.Keys.AdminKey);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"Registering a provider: {(int)response.StatusCode} {answer}");
        var provider = JsonNode.Parse(answer)!;
        return (provider["id"]!.GetValue<string>(), provider["secret"]!.GetValue<string>());
    }
}
