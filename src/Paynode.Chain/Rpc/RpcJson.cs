using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>Translates between the port's types and the JSON of the Ethereum API.</summary>
internal static class RpcJson
{
    public static JsonNode Block(BlockId block) =>
        block.Hash is { } hash ? new JsonObject { ["blockHash"] = hash.ToString() } : block.Parameter;

    public static JsonNode Filter(LogFilter filter)
    {
        var node = new JsonObject { ["topics"] = new JsonArray([.. filter.Topics.Select(Position)]) };
        if (filter.Addresses.Count > 0)
        {
            node["address"] = new JsonArray([.. filter.Addresses.Select(a => (JsonNode)Hex.Encode(a.ToArray()))]);
        }

        if (filter.BlockHash is { } hash)
        {
            node["blockHash"] = hash.ToString();
        }
        else
        {
            node["fromBlock"] = Hex.EncodeQuantity(filter.FromBlock);
            node["toBlock"] = Hex.EncodeQuantity(filter.ToBlock);
        }

        return node;
    }

    public static JsonNode Call(CallRequest call)
    {
        var node = new JsonObject { ["data"] = Hex.Encode(call.Data), ["value"] = Hex.EncodeQuantity(call.Value) };
        if (call.To is { } to)
        {
            node["to"] = Hex.Encode(to.ToArray());
        }

        if (call.From is { } from)
        {
            node["from"] = Hex.Encode(from.ToArray());
        }

        return node;
    }

    public static BlockHeader? ReadHeader(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new BlockHeader(
        Int(json, "number"),
        Word(json, "hash"),
        Word(json, "parentHash"),
        Int(json, "timestamp"),
        Optional(json, "baseFeePerGas") is { } fee ? Hex.DecodeQuantity(fee) : BigInteger.Zero,
        Optional(json, "logsBloom") is { } bloom ? Hex.Decode(bloom) : [])
    {
        GasLimit = Optional(json, "gasLimit") is { } gas ? (long)BigInteger.Min(Hex.DecodeQuantity(gas), long.MaxValue) : null,
    };

    public static LogEntry ReadLog(JsonElement json) => new(
        Account(json, "address"),
        [.. json.GetProperty("topics").EnumerateArray().Select(t => Bytes32.Parse(t.GetString()!))],
        Hex.Decode(Text(json, "data")),
        Int(json, "blockNumber"),
        Word(json, "blockHash"),
        Word(json, "transactionHash"),
        Int(json, "logIndex"));

    public static bool IsRemoved(JsonElement log) =>
        log.TryGetProperty("removed", out var removed) && removed.ValueKind == JsonValueKind.True;

    public static TransactionReceipt? ReadReceipt(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new TransactionReceipt(
        Word(json, "transactionHash"),
        Int(json, "blockNumber"),
        Word(json, "blockHash"),
        Int(json, "status") == 1,
        Int(json, "gasUsed"),
        Optional(json, "effectiveGasPrice") is { } price ? Hex.DecodeQuantity(price) : BigInteger.Zero,
        Optional(json, "contractAddress") is { } created ? new Address(Hex.Decode(created)) : null,
        [.. json.GetProperty("logs").EnumerateArray().Select(ReadLog)]);

    public static ChainTransaction? ReadTransaction(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new ChainTransaction(
        Word(json, "hash"),
        Account(json, "from"),
        Int(json, "nonce"),
        Optional(json, "blockNumber") is { } number ? Hex.DecodeInt64(number) : null);

    private static JsonNode? Position(IReadOnlyList<Bytes32> allowed) =>
        allowed.Count == 0 ? null : new JsonArray([.. allowed.Select(t => (JsonNode)t.ToString())]);

    private static long Int(JsonElement json, string name) => Hex.DecodeInt64(Text(json, name));

    private static Bytes32 Word(JsonElement json, string name) => Bytes32.Parse(Text(json, name));

    private static Address Account(JsonElement json, string name) => new(Hex.Decode(Text(json, name)));

    private static string Text(JsonElement json, string name) =>
        Optional(json, name) ?? throw new FormatException($"'{name}' is missing.");

    private static string? Optional(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
