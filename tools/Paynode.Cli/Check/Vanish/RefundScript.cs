using System.Diagnostics;
using System.Text.Json;
using Paynode.Client;
using Paynode.LocalServices;

namespace Paynode.Cli.Check.Vanish;

/// <summary>Runs contracts/script/refund-all.mjs as an unknown party would: a public RPC, an account with gas money, nothing of Paynode's.</summary>
internal static class RefundScript
{
    /// <summary>One transaction a batch and one a deposit, each mined within seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string rpcUrl, string privateKey, string escrow, long fromBlock, IEnumerable<DepositTermsResponse> terms, IProgress<string> progress, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("paynode-vanish-");
        try
        {
            var kept = Path.Combine(folder.FullName, "terms.json");
            await File.WriteAllTextAsync(kept, JsonSerializer.Serialize(terms, JsonSerializerOptions.Web), cancellation);
            return await RunAsync(StartInfo(rpcUrl, privateKey, escrow, fromBlock, kept), progress, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ProcessStartInfo StartInfo(string rpcUrl, string privateKey, string escrow, long fromBlock, string terms)
    {
        var contracts = Path.Combine(Clone.Root ?? throw new FileNotFoundException("The refund script is in a clone of the repository."), "contracts");
        if (!Directory.Exists(Path.Combine(contracts, "node_modules", "ethers")))
        {
            throw new FileNotFoundException("The refund script's packages are missing. In the clone: npm install --prefix contracts");
        }

        var start = new ProcessStartInfo("node", [Path.Combine(contracts, "script", "refund-all.mjs"), "--escrow", escrow, "--from-block", $"{fromBlock}", "--terms", terms])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RPC_URL"] = rpcUrl;
        start.Environment["PRIVATE_KEY"] = privateKey;
        return start;
    }

    private static async Task<int> RunAsync(ProcessStartInfo start, IProgress<string> progress, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Tell(line.Data);
        process.ErrorDataReceived += (_, line) => Tell(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        void Tell(string? line)
        {
            if (!string.IsNullOrEmpty(line))
            {
                progress.Report($"  refund-all: {line}");
            }
        }
    }
}
