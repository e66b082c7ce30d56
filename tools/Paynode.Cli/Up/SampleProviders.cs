using System.Globalization;
using Paynode.Client;
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
        LocalStack stack, PaynodeClient operatorClient, int count, string folder, Action<StartedProcess> spawned)
    {
        for (var number = 1; number <= count; number++)
            await StartOneAsync(stack, operatorClient, number, Path.Combine(folder, $"provider-{number}"), spawned);
    }

    private static async Task StartOneAsync(
        LocalStack stack, PaynodeClient operatorClient, int number, string folder, Action<StartedProcess> spawned)
    {
        var port = LoopbackPort.Free();
        var registration = new ProviderRequest(
            $"Sample provider {number}", $"http://127.0.0.1:{port}",
            stack.Accounts[FirstAccount + number - 1].Address, ["USDC-NGN", "USDC-KES"]);
        var credentials = await operatorClient.CreateProviderAsync(registration, Guid.NewGuid().ToString(), CancellationToken.None);
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
            Environment = _ => new Dictionary<string, string?> { ["PROVIDER_ID"] = credentials.Id, ["PROVIDER_SECRET"] = credentials.Secret },
            Arguments = url =>
            [
                "--paynode", stack.Host.Url.GetLeftPart(UriPartial.Authority),
                "--listen", url.GetLeftPart(UriPartial.Authority),
                "--corridors", corridors, "--balances", "NGN=100000000,KES=10000000",
                "--journal", Path.Combine(folder, "payouts.jsonl"),
            ],
        });
    }
}
