using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>What one chain's indexer reads, and how.</summary>
public sealed record ChainIndexerOptions
{
    /// <summary>The chain.</summary>
    public required long ChainId { get; init; }

    /// <summary>The escrows whose events are read: the current one, and former ones that still hold orders.</summary>
    public required IReadOnlyList<Address> Escrows { get; init; }

    /// <summary>The tokens whose transfers to deposit addresses are indexed.</summary>
    public IReadOnlyList<Address> Tokens { get; init; } = [];

    /// <summary>How final an event has to be before it is confirmed.</summary>
    public required ConfirmationPolicy Confirmations { get; init; }

    /// <summary>The block to start from on a chain that was never read: the escrow's creation block.</summary>
    public long StartBlock { get; init; }

    /// <summary>
    /// The number of blocks below the head whose hashes are kept and checked. Deeper reorganisations stop the indexer with
    /// an error. 1,024 blocks are about half an hour on a 2 s chain, beyond the finality of the chains in use.
    /// </summary>
    public int ReorgWindow { get; init; } = 1024;

    /// <summary>The maximum number of blocks in one log query; providers allow 500 to 10,000.</summary>
    public int MaxRange { get; init; } = 2000;

    /// <summary>The maximum number of deposit addresses in one log query; nodes limit the values of a topic, some to 1,000.</summary>
    public int DepositChunk { get; init; } = 500;

    /// <summary>
    /// How long after an order's deadline its deposit address is still watched: late deposits are returned, and most
    /// senders notice within days.
    /// </summary>
    public TimeSpan DepositGrace { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long after an order's end its deposit address is still queried with each block. After that only the audit queries
    /// it, once for many blocks, so that orders that were never funded cost almost nothing.
    /// </summary>
    public TimeSpan ClosedWatch { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many blocks below the head a block has to be before it is audited.</summary>
    public int AuditLag { get; init; } = 32;

    /// <summary>The minimum number of blocks per audit, which keeps its cost low compared with indexing.</summary>
    public int AuditChunk { get; init; } = 64;

    /// <summary>
    /// Orders whose deadline is before this time are no longer watched. A block timestamp in the future does not end a
    /// watch: otherwise one node with a false timestamp could hide every deposit.
    /// </summary>
    internal long OpenSince(Rpc.BlockHeader head, DateTimeOffset now) =>
        Math.Min(head.TimestampSeconds, now.ToUnixTimeSeconds()) - (long)DepositGrace.TotalSeconds;
}
