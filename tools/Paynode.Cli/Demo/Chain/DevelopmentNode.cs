using System.Net.Http.Json;
using System.Numerics;
using System.Text.Json;
using Paynode.Chain.Primitives;

namespace Paynode.Cli.Demo.Chain;

/// <summary>A development chain's node, which signs for its own accounts. Everything else about the chain is read through src/Paynode.Chain.</summary>
public sealed class DevelopmentNode(HttpClient http, Uri rpcUrl, TimeProvider time)
{
    /// <summary>Two blocks a second at most; a look between each.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan MiningLimit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Far above any base fee of a development chain. Left to itself, Anvil offers little more than the present base fee, and drops what
    /// waits without a word as soon as some full blocks have raised it: a burst of accepted transactions is gone.
    /// </summary>
    private static readonly BigInteger MaxFeePerGas = BigInteger.Pow(10, 12);

    private static readonly BigInteger PriorityFeePerGas = BigInteger.Pow(10, 9);

    private int _id;

    /// <summary>The nonce of an account's next transaction, counting those that wait.</summary>
    public async Task<long> NextNonceAsync(string account, CancellationToken cancellation)
    {
        var answer = await CallAsync("eth_getTransactionCount", [account, "pending"], cancellation);
        return Hex.DecodeInt64(answer.GetString()!);
    }

    /// <summary>Sends a transaction from an account of the node's. The same again gives the same hash.</summary>
    /// <returns>Its hash.</returns>
    public async Task<string> SendAsync(string from, string to, byte[] data, long gas, long nonce, CancellationToken cancellation)
    {
        var transaction = new
        {
            from,
            to,
            data = Hex.Encode(data),
            gas = Hex.EncodeQuantity(gas),
            nonce = Hex.EncodeQuantity(nonce),
            maxFeePerGas = Hex.EncodeQuantity(MaxFeePerGas),
            maxPriorityFeePerGas = Hex.EncodeQuantity(PriorityFeePerGas),
        };
        var answer = await CallAsync("eth_sendTransaction", [transaction], cancellation);
        return answer.GetString()!;
    }

    /// <summary>Whether a transaction took effect; null while it is not mined.</summary>
    public async Task<bool?> OutcomeAsync(string hash, CancellationToken cancellation)
    {
        var receipt = await CallAsync("eth_getTransactionReceipt", [hash], cancellation);
        return receipt.ValueKind == JsonValueKind.Object ? receipt.GetProperty("status").GetString() == "0x1" : null;
    }

    /// <summary>Whether the node still has a transaction, mined or waiting.</summary>
    public async Task<bool> KnowsAsync(string hash, CancellationToken cancellation) =>
        (await CallAsync("eth_getTransactionByHash", [hash], cancellation)).ValueKind == JsonValueKind.Object;

    /// <summary>Waits until a transaction is mined and says whether it took effect.</summary>
    /// <exception cref="TimeoutException">It is not mined in time.</exception>
    public async Task<bool> SucceededAsync(string hash, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < MiningLimit)
        {
            if (await OutcomeAsync(hash, cancellation) is { } succeeded)
            {
                return succeeded;
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
