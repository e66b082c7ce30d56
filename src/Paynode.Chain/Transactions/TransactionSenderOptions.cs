using System.Numerics;

namespace Paynode.Chain.Transactions;

/// <summary>How one key's transactions are sent.</summary>
public sealed record TransactionSenderOptions
{
    /// <summary>The chain.</summary>
    public required long ChainId { get; init; }

    /// <summary>How deep a block has to be until its transactions are final; 1 is the newest block.</summary>
    public int Confirmations { get; init; } = 3;

    /// <summary>How long a sent transaction may wait for a block until it is looked up, sent again or offered more.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most to pay per gas, in wei; above it everything waits. Nothing: no ceiling.</summary>
    public BigInteger? MaxFeePerGas { get; init; }

    /// <summary>
    /// The most to pay per gas for what presses, in wei, and for all that is in its way, as nonces go in order. Nothing, or
    /// less than the ceiling: the ceiling.
    /// </summary>
    public BigInteger? DeadlineMaxFeePerGas { get; init; }

    /// <summary>The least tip per gas, in wei, for chains whose nodes suggest none and whose builders want one.</summary>
    public BigInteger MinPriorityFeePerGas { get; init; } = BigInteger.One;

    /// <summary>The most transactions on their way at once; nodes keep 16 executable ones of an account for certain.</summary>
    public int MaxInFlight { get; init; } = 16;

    /// <summary>Of those, the places that only urgent ones may take: what anyone could do must not keep settlement waiting.</summary>
    public int ReservedForUrgent { get; init; } = 4;

    /// <summary>What is added to the gas estimate, in percent, because the state may change until execution.</summary>
    public int GasHeadroomPercent { get; init; } = 25;

    /// <summary>The most gas that a transaction may be given. Ethereum takes none with more than 2^24 (EIP-7825).</summary>
    public long MaxGasLimit { get; init; } = 1 << 24;

    /// <summary>How often an estimate may fail before the transaction is refused: a node may lag.</summary>
    public int MaxEstimateFailures { get; init; } = 5;

    /// <summary>
    /// While others are on their way a failing estimate may be due to them, so that it does not count; but after so long
    /// it does, since on a busy chain some always are.
    /// </summary>
    public TimeSpan BlameOthersFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a final transaction is still looked at: should its block be lost, it is sent again.</summary>
    public TimeSpan WatchFinalFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The same with the ceiling of what presses.</summary>
    internal TransactionSenderOptions WithDeadlinePriority => MaxFeePerGas is { } ceiling && DeadlineMaxFeePerGas is { } lifted && lifted > ceiling
        ? this with { MaxFeePerGas = lifted }
        : this;
}
