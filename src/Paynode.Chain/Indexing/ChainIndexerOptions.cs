using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>What one chain's indexer reads, and how.</summary>
public sealed record ChainIndexerOptions
{
    /// <summary>The chain.</summary>
    public required long ChainId { get; init; }

    /// <summary>The escrows whose events are read: the current one, and former ones that still hold orders.</summary>
    public required IReadOnlyList<Address> Escrows { get; init; }

    /// <summary>The tokens whose transfers to deposit addresses are seen.</summary>
    public IReadOnlyList<Address> Tokens { get; init; } = [];

    /// <summary>How final an event has to be.</summary>
    public required ConfirmationPolicy Confirmations { get; init; }

    /// <summary>Where to begin on a chain that was never read: the escrow's block.</summary>
    public long StartBlock { get; init; }

    /// <summary>
    /// The blocks behind the newest whose hashes are kept and checked. Deeper reorganisations stop the indexer with
    /// an error. 1,024 blocks are half an hour of a 2 s chain, beyond the finality of the chains in use.
    /// </summary>
    public int ReorgWindow { get; init; } = 1024;

    /// <summary>The most blocks in one log query; providers allow from 500 to 10,000.</summary>
    public int MaxRange { get; init; } = 2000;

    /// <summary>The most deposit addresses in one log query; nodes limit the values of a topic, some to 1,000.</summary>
    public int DepositChunk { get; init; } = 500;

    /// <summary>
    /// How long after its deadline an order's deposit address is still watched: late deposits are returned, and their
    /// senders mostly notice within days.
    /// </summary>
    public TimeSpan DepositGrace { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long after an order's end its deposit address is still asked for with each block. After that only the second
    /// reading asks for it, once for many blocks: orders that were never funded cost next to nothing, however many there are.
    /// </summary>
    public TimeSpan ClosedWatch { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old a block has to be, in blocks, to be read a second time.</summary>
    public int AuditLag { get; init; } = 32;

    /// <summary>The fewest blocks worth a second reading, so that it costs little beside the first.</summary>
    public int AuditChunk { get; init; } = 64;

    /// <summary>
    /// Orders whose deadline is before this time are no longer watched. A block that claims to be of the future ends no
    /// watch: one node that made up its time could hide every deposit.
    /// </summary>
    internal long OpenSince(Rpc.BlockHeader head, DateTimeOffset now) =>
        Math.Min(head.TimestampSeconds, now.ToUnixTimeSeconds()) - (long)DepositGrace.TotalSeconds;
}
