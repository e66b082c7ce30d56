using System.Text.Json;

namespace Paynode.Chain.Rpc;

/// <summary>Takes an answer apart: one result for each call, in the order of the calls.</summary>
internal static class JsonRpcResponse
{
    public static JsonElement[] Parse(byte[] body, long firstId, int count)
    {
        var root = ParseJson(body);
        // One error object for a whole batch is how servers refuse batches as such.
        JsonElement[] answers = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
        var results = new JsonElement?[count];
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

            Place(answer, results, firstId);
        }

        return results.Any(r => r is null)
            ? throw Malformed("An answer is missing from a batch.")
            : [.. results.Select(r => r!.Value)];
    }

    private static void Place(JsonElement answer, JsonElement?[] results, long firstId)
    {
        if (!answer.TryGetProperty("id", out var idElement) || !TryReadId(idElement, out var id)
            || id < firstId || id >= firstId + results.Length || !answer.TryGetProperty("result", out var result))
        {
            throw Malformed("An answer has no result, or an id that was not asked for.");
        }

        results[id - firstId] = result;
    }

    private static bool TryReadId(JsonElement element, out long id)
    {
        id = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out id);
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
