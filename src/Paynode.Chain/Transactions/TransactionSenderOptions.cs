using System.Numerics;

namespace Paynode.Chain.Transactions;

/// <summary>How one key's transactions are sent.</summary>
public sealed record TransactionSenderOptions
{
    /// <summary>The chain.</summary>
    public required long ChainId { get; init; }

    /// <summary>The confirmations after which a transaction is final; 1 is the newest block.</summary>
    public int Confirmations { get; init; } = 3;

    /// <summary>How long a sent transaction may remain unmined before it is looked up, sent again or replaced at a higher fee.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum fee per gas, in wei; above it everything waits. Null for no ceiling.</summary>
    public BigInteger? MaxFeePerGas { get; init; }

    /// <summary>
    /// The maximum fee per gas for transactions that are urgent by deadline, in wei, and for everything in front of them,
    /// because nonces are mined in order. Null, or less than the ceiling: the ceiling applies.
    /// </summary>
    public BigInteger? DeadlineMaxFeePerGas { get; init; }

    /// <summary>The minimum tip per gas, in wei, for chains whose nodes suggest none although builders require one.</summary>
    public BigInteger MinPriorityFeePerGas { get; init; } = BigInteger.One;

    /// <summary>The maximum number of transactions in flight; nodes are only certain to keep 16 executable ones per account.</summary>
    public int MaxInFlight { get; init; } = 16;

    /// <summary>The part of that limit reserved for urgent ones, so that work that anyone could do does not delay settlement.</summary>
    public int ReservedForUrgent { get; init; } = 4;

    /// <summary>What is added to the gas estimate, in percent, because the state may change before execution.</summary>
    public int GasHeadroomPercent { get; init; } = 25;

    /// <summary>The maximum gas limit of a transaction. Ethereum accepts none above 2^24 (EIP-7825).</summary>
    public long MaxGasLimit { get; init; } = 1 << 24;

    /// <summary>How often an estimate may fail before the transaction is refused: a node may lag.</summary>
    public int MaxEstimateFailures { get; init; } = 5;

    /// <summary>
    /// While others are in flight a failing estimate may be caused by them, so it does not count; after this time it counts,
    /// because on a busy chain some are always in flight.
    /// </summary>
    public TimeSpan BlameOthersFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a final transaction is still monitored: if its block is reorganised away, it is sent again.</summary>
    public TimeSpan WatchFinalFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The same options with the ceiling for deadline priority.</summary>
    internal TransactionSenderOptions WithDeadlinePriority =>
        MaxFeePerGas is { } ceiling && DeadlineMaxFeePerGas is { } lifted && lifted > ceiling
        ? this with { MaxFeePerGas = lifted }
        : this;
}
