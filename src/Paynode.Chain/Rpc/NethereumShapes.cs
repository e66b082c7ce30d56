using System.Numerics;
using System.Text.Json.Serialization;
using Nethereum.Hex.HexTypes;
using Nethereum.RPC.Eth.DTOs;
using Paynode.Chain.Primitives;
using Receipt = Nethereum.RPC.Eth.DTOs.TransactionReceipt;

namespace Paynode.Chain.Rpc;

/// <summary>
/// Converts between Nethereum's types and the port's. Missing or non-hexadecimal values throw <see cref="FormatException"/>.
/// </summary>
internal static class NethereumShapes
{
    public static object Parameter(BlockId block) =>
        block.Hash is { } hash ? new Dictionary<string, string> { ["blockHash"] = hash.ToString() } : block.Parameter;

    // Nethereum's NewFilterInput cannot identify a block by its hash.
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
            parts["fromBlock"] = Hex.EncodeQuantity(filter.FromBlock);
            parts["toBlock"] = Hex.EncodeQuantity(filter.ToBlock);
        }

        return parts;
    }

    public static CallInput Call(CallRequest call) => new()
    {
        To = call.To is { } to ? Text(to) : null,
        From = call.From is { } from ? Text(from) : null,
        Data = Hex.Encode(call.Data),
        Value = new HexBigInteger(call.Value),
    };

    public static BlockHeader? Header(Block? block) => block is null ? null : new BlockHeader(
        Number(block.Number),
        Word(block.BlockHash),
        Word(block.ParentHash),
        Number(block.Timestamp),
        block.BaseFeePerGas is { } fee ? Amount(fee) : BigInteger.Zero,
        block.LogsBloom is { } bloom ? Hex.Decode(bloom) : [])
    {
        GasLimit = block.GasLimit is { } gas ? (long)BigInteger.Min(Amount(gas), long.MaxValue) : null,
    };

    public static LogEntry[] Logs(FilterLog[]? logs) =>
        [.. (logs ?? throw Missing()).Where(log => !(log ?? throw Missing()).Removed).Select(Log)];

    public static TransactionReceipt? ReceiptOf(Receipt? receipt) => receipt is null ? null : new TransactionReceipt(
        Word(receipt.TransactionHash),
        Number(receipt.BlockNumber),
        Word(receipt.BlockHash),
        Number(receipt.Status) == 1,
        Number(receipt.GasUsed),
        receipt.EffectiveGasPrice is { } price ? Amount(price) : BigInteger.Zero,
        receipt.ContractAddress is { } created ? Account(created) : null,
        [.. (receipt.Logs ?? throw Missing()).Select(Log)]);

    public static ChainTransaction? TransactionOf(Transaction? transaction) => transaction is null ? null : new ChainTransaction(
        Word(transaction.TransactionHash),
        Account(transaction.From),
        Number(transaction.Nonce),
        transaction.BlockNumber is { } number ? Number(number) : null);

    /// <summary>The median of the middle transactions' tips in the latest blocks; null when no tips were paid.</summary>
    public static BigInteger? MedianTip(FeeHistory? history)
    {
        BigInteger[] paid =
        [
            .. ((history ?? throw Missing()).Reward ?? throw Missing())
                .Select(block => Amount(block is [var middle, ..] ? middle : throw Missing())).Where(tip => tip > 0).Order(),
        ];
        return paid.Length == 0 ? null : paid[paid.Length / 2];
    }

    // Parsed from the digits: Nethereum's own conversion accepts any number of them, and reads "0x" as zero.
    public static long Number(HexBigInteger? number) => Hex.DecodeInt64((number ?? throw Missing()).HexValue);

    public static BigInteger Amount(HexBigInteger? number) => Hex.DecodeQuantity((number ?? throw Missing()).HexValue);

    public static byte[] Bytes(string? text) => Hex.Decode(text ?? throw Missing());

    public static Bytes32 Word(string? text) => Bytes32.Parse(text ?? throw Missing());

    public static string Text(Address address) => Hex.Encode(address.ToArray());

    private static LogEntry Log(FilterLog? log) => new(
        Account((log ?? throw Missing()).Address),
        [.. (log.Topics ?? throw Missing()).Select(topic => Word(topic as string))],
        Bytes(log.Data),
        Number(log.BlockNumber),
        Word(log.BlockHash),
        Word(log.TransactionHash),
        Number(log.LogIndex));

    private static string[]? Position(IReadOnlyList<Bytes32> allowed) =>
        allowed.Count == 0 ? null : [.. allowed.Select(topic => topic.ToString())];

    private static Address Account(string? text) => new(Bytes(text));

    /// <summary>The fields used of eth_feeHistory: for each block the tips at the requested percentiles.</summary>
    internal sealed record FeeHistory([property: JsonPropertyName("reward")] HexBigInteger?[]?[]? Reward);

    private static FormatException Missing() => new("A field is missing.");
}
