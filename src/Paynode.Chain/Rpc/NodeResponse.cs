using System.Text.Json;
using Nethereum.JsonRpc.Client.RpcMessages;

namespace Paynode.Chain.Rpc;

/// <summary>Parses a response: one result for each call, in the order of the calls.</summary>
internal static class NodeResponse
{
    /// <exception cref="ChainRpcException">The node refused a call, or its response does not match the calls' ids.</exception>
    public static RpcResponseMessage[] Parse(byte[] body, int[] ids)
    {
        var root = ParseJson(body);
        // Servers that refuse a whole batch return a single error object.
        JsonElement[] answers = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
        var results = new Dictionary<int, JsonElement>(ids.Length);
        foreach (var answer in answers)
        {
            if (answer.ValueKind != JsonValueKind.Object)
            {
                throw Malformed("An answer is not an object.");
            }

            if (answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            {
                throw RpcErrorClassifier.Classify(error);
            }

            if (!answer.TryGetProperty("id", out var number) || number.ValueKind != JsonValueKind.Number
                || !number.TryGetInt32(out var id) || !answer.TryGetProperty("result", out var result))
            {
                throw Malformed("An answer has no result, or no id.");
            }

            results[id] = result;
        }

        return results.Count == ids.Length && ids.All(results.ContainsKey)
            ? [.. ids.Select(id => new RpcResponseMessage(id, results[id]))]
            : throw Malformed("An answer is missing from a batch, or has an unknown id.");
    }

    private static JsonElement ParseJson(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException e)
        {
            throw new ChainRpcException(RpcErrorKind.Malformed, "The answer is not JSON, or was cut off.", e);
        }
    }

    private static ChainRpcException Malformed(string message) => new(RpcErrorKind.Malformed, message);
}
