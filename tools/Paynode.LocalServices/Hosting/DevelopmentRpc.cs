using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paynode.LocalServices.Hosting;

/// <summary>
/// Sends transactions on a development chain that signs for its own accounts. Paynode's real client of a chain is
/// in src/Paynode.Chain; this one only sets a private chain up, so that any test can have the contracts.
/// </summary>
public sealed class DevelopmentRpc(string rpcUrl) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(rpcUrl) };
    private int _id;

    /// <summary>Calls a method.</summary>
    /// <exception cref="InvalidOperationException">The chain answered with an error.</exception>
    public async Task<T?> CallAsync<T>(string method, params object[] parameters)
    {
        using var response = await _http.PostAsJsonAsync(
            (Uri?)null, new { jsonrpc = "2.0", id = Interlocked.Increment(ref _id), method, @params = parameters });
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
        if (answer?["error"] is { } error)
            throw new InvalidOperationException($"{method}: {error.ToJsonString()}");
        return answer?["result"] is { } result ? result.Deserialize<T>() : default;
    }

    /// <summary>Sends a transaction from an account that the chain signs for, and waits until it is mined.</summary>
    /// <returns>The receipt.</returns>
    public async Task<JsonObject> SendAsync(object transaction)
    {
        var hash = await CallAsync<string>("eth_sendTransaction", transaction);
        using var limit = HangLimit.Begin();
        while (true)
        {
            if (await CallAsync<JsonObject>("eth_getTransactionReceipt", hash!) is { } receipt)
            {
                return receipt["status"]?.GetValue<string>() == "0x1"
                    ? receipt
                    : throw new InvalidOperationException($"Transaction {hash} was reverted.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    /// <summary>Deploys a contract from its creation code, arguments appended.</summary>
    /// <returns>The contract's address.</returns>
    public async Task<string> DeployAsync(string from, string creationCode)
    {
        var receipt = await SendAsync(new { from, data = creationCode });
        return receipt["contractAddress"]!.GetValue<string>();
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
