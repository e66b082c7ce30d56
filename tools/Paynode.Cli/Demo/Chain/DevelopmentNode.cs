using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Paynode.Cli.Demo.Chain;

/// <summary>A development chain's node, which signs for its own accounts. Everything else about the chain is read through src/Paynode.Chain.</summary>
public sealed class DevelopmentNode(HttpClient http, Uri rpcUrl, TimeProvider time)
{
    /// <summary>Two blocks a second at most; a look between each.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan MiningLimit = TimeSpan.FromSeconds(60);

    private int _id;

    /// <summary>Sends a transaction from an account of the node's.</summary>
    /// <returns>Its hash.</returns>
    public async Task<string> SendAsync(string from, string to, byte[] data, long gas, CancellationToken cancellation)
    {
        var transaction = new { from, to, data = "0x" + Convert.ToHexStringLower(data), gas = $"0x{gas.ToString("x", CultureInfo.InvariantCulture)}" };
        var answer = await CallAsync("eth_sendTransaction", [transaction], cancellation);
        return answer.GetString()!;
    }

    /// <summary>Waits until a transaction is mined and says whether it took effect.</summary>
    /// <exception cref="TimeoutException">It is not mined in time.</exception>
    public async Task<bool> SucceededAsync(string hash, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < MiningLimit)
        {
            var receipt = await CallAsync("eth_getTransactionReceipt", [hash], cancellation);
            if (receipt.ValueKind == JsonValueKind.Object)
            {
                return receipt.GetProperty("status").GetString() == "0x1";
            }

            await Task.Delay(LookInterval, time, cancellation);
        }

        throw new TimeoutException($"Transaction {hash} is not mined after {MiningLimit.TotalSeconds} s.");
    }

    private async Task<JsonElement> CallAsync(string method, object[] parameters, CancellationToken cancellation)
    {
        var request = new { jsonrpc = "2.0", id = Interlocked.Increment(ref _id), method, @params = parameters };
        using var response = await http.PostAsJsonAsync(rpcUrl, request, cancellation);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return answer.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"{method}: {error.GetRawText()}")
            : answer.GetProperty("result");
    }
}
