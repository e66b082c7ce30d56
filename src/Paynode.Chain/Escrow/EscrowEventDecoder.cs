using System.Numerics;
using Paynode.Chain.Abi;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Escrow;

/// <summary>Decodes logs into events.</summary>
public static class EscrowEventDecoder
{
    internal static readonly AbiEvent Locked = new(
        "Locked", ["bytes32", "bytes32", "address"], $"(address,uint256,{EscrowTerms.AbiTuple})");
    internal static readonly AbiEvent Released = new("Released", ["bytes32", "address"], "(uint256,uint256,uint256,uint256)");
    internal static readonly AbiEvent Refunded = new("Refunded", ["bytes32", "address"], "(uint256)");
    internal static readonly AbiEvent ReleaseSkipped = new("ReleaseSkipped", ["bytes32"], "(bytes4)");
    internal static readonly AbiEvent RefundSkipped = new("RefundSkipped", ["bytes32"], "(bytes4)");
    internal static readonly AbiEvent DepositReturned = new("DepositReturned", ["address", "address", "address"], "(uint256)");
    internal static readonly AbiEvent Credited = new("Credited", ["address", "address"], "(uint256)");
    internal static readonly AbiEvent Withdrawn = new("Withdrawn", ["address", "address", "address"], "(uint256)");
    internal static readonly AbiEvent Transfer = new("Transfer", ["address", "address"], "(uint256)");

    private static readonly Dictionary<Bytes32, Func<LogEntry, EscrowEvent>> Decoders = new()
    {
        [Locked.Topic] = DecodeLocked,
        [Released.Topic] = DecodeReleased,
        [Refunded.Topic] = On(Refunded, f => new EscrowEvent.Refunded((Bytes32)f[0], (Address)f[1], (BigInteger)f[2])),
        [ReleaseSkipped.Topic] = On(ReleaseSkipped, f => new EscrowEvent.ReleaseSkipped((Bytes32)f[0], Refusal(f[1]))),
        [RefundSkipped.Topic] = On(RefundSkipped, f => new EscrowEvent.RefundSkipped((Bytes32)f[0], Refusal(f[1]))),
        [DepositReturned.Topic] = On(
            DepositReturned, f => new EscrowEvent.DepositReturned((Address)f[0], (Address)f[1], (Address)f[2], (BigInteger)f[3])),
        [Credited.Topic] = On(Credited, f => new EscrowEvent.Credited((Address)f[0], (Address)f[1], (BigInteger)f[2])),
        [Withdrawn.Topic] = On(
            Withdrawn, f => new EscrowEvent.Withdrawn((Address)f[0], (Address)f[1], (Address)f[2], (BigInteger)f[3])),
        [Transfer.Topic] = DecodeTransfer,
    };

    /// <summary>The topics of the escrow's own events.</summary>
    public static IReadOnlyList<Bytes32> EscrowTopics { get; } =
    [
        Locked.Topic, Released.Topic, Refunded.Topic, ReleaseSkipped.Topic, RefundSkipped.Topic, DepositReturned.Topic,
        Credited.Topic, Withdrawn.Topic,
    ];

    /// <summary>The topic of ERC-20 transfers.</summary>
    public static Bytes32 TransferTopic => Transfer.Topic;

    /// <summary>Decodes a log of the escrow, or a token's transfer to a deposit address.</summary>
    /// <exception cref="FormatException">The log is none of these.</exception>
    public static EscrowEvent Decode(LogEntry log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.Topics.Count > 0 && Decoders.TryGetValue(log.Topics[0], out var decode)
            ? decode(log)
            : throw new FormatException("The log is not an event of the escrow.");
    }

    private static EscrowEvent.Locked DecodeLocked(LogEntry log)
    {
        var f = Fields(Locked, log);
        var terms = EscrowTerms.FromAbi((object[])f[5]);
        // The event repeats three of the terms; a log in which they differ is forged.
        return terms.Reference == (Bytes32)f[1] && terms.Token == (Address)f[2] && terms.Amount == (BigInteger)f[4]
            ? new EscrowEvent.Locked((Bytes32)f[0], terms.Reference, (Address)f[3], terms)
            : throw new FormatException("A Locked event contradicts its own terms.");
    }

    private static EscrowEvent.Released DecodeReleased(LogEntry log)
    {
        var f = Fields(Released, log);
        return new EscrowEvent.Released(
            (Bytes32)f[0], (Address)f[1], (BigInteger)f[2], (BigInteger)f[3], (BigInteger)f[4], (BigInteger)f[5]);
    }

    private static EscrowEvent.DepositSeen DecodeTransfer(LogEntry log)
    {
        var f = Fields(Transfer, log);
        return new EscrowEvent.DepositSeen((Address)f[1], log.Address, (Address)f[0], (BigInteger)f[2]);
    }

    private static Func<LogEntry, EscrowEvent> On(AbiEvent description, Func<object[], EscrowEvent> make) =>
        log => make(Fields(description, log));

    private static EscrowRefusal Refusal(object field) => EscrowRefusal.FromBytes((byte[])field);

    private static object[] Fields(AbiEvent description, LogEntry log) => description.Decode(log.Topics, log.Data);
}
