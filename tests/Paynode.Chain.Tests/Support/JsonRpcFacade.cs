using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Tests.Support;

/// <summary>A scripted chain behind JSON-RPC, so that the client's own work is part of what is measured.</summary>
internal sealed class JsonRpcFacade(ScriptedChain chain) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        var answer = body is JsonArray batch
            ? new JsonArray([.. await Task.WhenAll(batch.Select(call => AnswerAsync(call!, cancellationToken)))])
            : await AnswerAsync(body, cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    private async Task<JsonNode> AnswerAsync(JsonNode call, CancellationToken cancellationToken) => new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["id"] = call["id"]!.DeepClone(),
        ["result"] = call["method"]!.GetValue<string>() switch
        {
            "eth_getBlockByNumber" => Header(await HeaderAsync(call["params"]![0]!.GetValue<string>(), cancellationToken)),
            "eth_getLogs" => new JsonArray([.. (await chain.GetLogsAsync(Filter(call["params"]![0]!), cancellationToken)).Select(Log)]),
            var other => throw new NotSupportedException(other),
        },
    };

    private async Task<BlockHeader> HeaderAsync(string block, CancellationToken cancellationToken) =>
        (await chain.GetBlockAsync(block == "latest" ? BlockId.Latest : BlockId.Number(Hex.DecodeInt64(block)), cancellationToken))!;

    private static LogFilter Filter(JsonNode json) => new()
    {
        FromBlock = Hex.DecodeInt64(json["fromBlock"]!.GetValue<string>()),
        ToBlock = Hex.DecodeInt64(json["toBlock"]!.GetValue<string>()),
        Addresses = [.. json["address"]!.AsArray().Select(a => new Address(Hex.Decode(a!.GetValue<string>())))],
    };

    private static JsonObject Header(BlockHeader header) => new()
    {
        ["number"] = Hex.EncodeQuantity(header.Number),
        ["hash"] = header.Hash.ToString(),
        ["parentHash"] = header.ParentHash.ToString(),
        ["timestamp"] = Hex.EncodeQuantity(header.TimestampSeconds),
        ["baseFeePerGas"] = Hex.EncodeQuantity(header.BaseFeePerGas),
        ["logsBloom"] = Hex.Encode(header.LogsBloom),
    };

    private static JsonNode Log(LogEntry log) => new JsonObject
    {
        ["address"] = Hex.Encode(log.Address.ToArray()),
        ["topics"] = new JsonArray([.. log.Topics.Select(t => (JsonNode)t.ToString())]),
        ["data"] = Hex.Encode(log.Data),
        ["blockNumber"] = Hex.EncodeQuantity(log.BlockNumber),
        ["blockHash"] = log.BlockHash.ToString(),
        ["transactionHash"] = log.TransactionHash.ToString(),
        ["logIndex"] = Hex.EncodeQuantity(log.LogIndex),
    };
}
