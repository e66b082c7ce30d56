using System.Numerics;
using Nethereum.Hex.HexTypes;
using Nethereum.RPC.Eth.DTOs;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Receipt = Nethereum.RPC.Eth.DTOs.TransactionReceipt;

namespace Paynode.Chain.Nethereum;

/// <summary>The port's shapes out of Nethereum's, and the other way round. What is missing throws <see cref="FormatException"/>.</summary>
internal static class NethereumShapes
{
    public static object Parameter(BlockId block) => block.Hash is { } hash ? new { blockHash = hash.ToString() } : block.Parameter;

    public static object Filter(LogFilter filter)
    {
        var parts = new Dictionary<string, object> { ["topics"] = filter.Topics.Select(Position).ToArray() };
        if (filter.Addresses.Count > 0)
        {
            parts["address"] = filter.Addresses.Select(Text).ToArray();
        }

        if (filter.BlockHash is { } hash)
        {
            parts["blockHash"] = hash.ToString();
        }
        else
        {
            parts["fromBlock"] = Primitives.Hex.EncodeQuantity(filter.FromBlock);
            parts["toBlock"] = Primitives.Hex.EncodeQuantity(filter.ToBlock);
        }

        return parts;
    }

    public static CallInput Call(CallRequest call) => new()
    {
        To = call.To is { } to ? Text(to) : null,
        From = call.From is { } from ? Text(from) : null,
        Data = Primitives.Hex.Encode(call.Data),
        Value = new HexBigInteger(call.Value),
    };

    public static BlockHeader? Header(Block? block) => block is null ? null : new BlockHeader(
        Number(block.Number),
        Word(block.BlockHash),
        Word(block.ParentHash),
        Number(block.Timestamp),
        block.BaseFeePerGas?.Value ?? BigInteger.Zero,
        block.LogsBloom is { } bloom ? Primitives.Hex.Decode(bloom) : [])
    {
        GasLimit = block.GasLimit is { } gas ? (long)BigInteger.Min(gas.Value, long.MaxValue) : null,
    };

    public static LogEntry Log(FilterLog log) => new(
        Account(log.Address),
        [.. (log.Topics ?? throw Missing()).Select(topic => Word(topic?.ToString()))],
        Primitives.Hex.Decode(log.Data ?? throw Missing()),
        Number(log.BlockNumber),
        Word(log.BlockHash),
        Word(log.TransactionHash),
        Number(log.LogIndex));

    public static Rpc.TransactionReceipt? ReceiptOf(Receipt? receipt) => receipt is null ? null : new Rpc.TransactionReceipt(
        Word(receipt.TransactionHash),
        Number(receipt.BlockNumber),
        Word(receipt.BlockHash),
        Number(receipt.Status) == 1,
        Number(receipt.GasUsed),
        receipt.EffectiveGasPrice?.Value ?? BigInteger.Zero,
        receipt.ContractAddress is { Length: > 0 } created ? Account(created) : null,
        [.. (receipt.Logs ?? []).Select(Log)]);

    public static ChainTransaction? TransactionOf(Transaction? transaction) => transaction is null ? null : new ChainTransaction(
        Word(transaction.TransactionHash),
        Account(transaction.From),
        Number(transaction.Nonce),
        transaction.BlockNumber is { } number ? Number(number) : null);

    public static long Number(HexBigInteger? number) => (long)(number ?? throw Missing()).Value;

    public static string Text(Address address) => Primitives.Hex.Encode(address.ToArray());

    private static string[]? Position(IReadOnlyList<Bytes32> allowed) => allowed.Count == 0 ? null : [.. allowed.Select(topic => topic.ToString())];

    private static Bytes32 Word(string? text) => Bytes32.Parse(text ?? throw Missing());

    private static Address Account(string? text) => new(Primitives.Hex.Decode(text ?? throw Missing()));

    private static FormatException Missing() => new("A field is missing.");
}
