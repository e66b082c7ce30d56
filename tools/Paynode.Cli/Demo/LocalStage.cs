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
    /// <param name="hostProject">The program that hosts Paynode's functions; null: the local host.</param>
    /// <param name="progress">Told what is being started.</param>
    /// <param name="cancellation">Looked at before anything is started.</param>
    public static async Task<DemoStage> StartAsync(string? hostProject, IProgress<string> progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var stack = await LocalStack.StartAsync(new LocalStackOptions { LogDirectory = LogDirectory, HostProject = hostProject ?? PaynodeHost.Project }, progress);
        return new DemoStage(Over(stack), stack);
    }

    /// <summary>A running Paynode as a demo uses it.</summary>
    public static DemoEnvironment Over(LocalStack stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        return new DemoEnvironment(
            stack.Host.Url,
            stack.Keys.AdminKey,
            new Uri(stack.ChainRpcUrl),
            stack.Contracts.Token,
            [.. stack.Accounts.Take(PayingAccounts).Select(account => account.Address)]);
    }
}
