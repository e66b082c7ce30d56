using Paynode.LocalServices;
using Paynode.LocalServices.Hosting;

namespace Paynode.Cli.Demo;

/// <summary>Starts the Paynode that a demo plays on: everything private, gone with the demo.</summary>
public static class LocalStage
{
    // The first accounts are the escrow's admin and Paynode's operator, the last one receives the fees.
    private static readonly Range PayingAccounts = 2..9;

    // The data goes with the demo; what the servers said stays for whoever asks why an order failed.
    private static string? LogDirectory => Clone.Root is { } root ? Path.Combine(root, ".paynode", "logs", "demo") : null;

    /// <summary>Starts it.</summary>
    public static async Task<DemoStage> StartAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var stack = await LocalStack.StartAsync(new LocalStackOptions { LogDirectory = LogDirectory }, progress);
        var environment = new DemoEnvironment(
            stack.Host.Url,
            stack.Keys.AdminKey,
            new Uri(stack.ChainRpcUrl),
            stack.Contracts.Token,
            [.. stack.Accounts.Take(PayingAccounts).Select(account => account.Address)]);
        return new DemoStage(environment, stack);
    }
}
