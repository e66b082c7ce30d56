using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>The result of a mined transaction.</summary>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="BlockNumber">The block that contains it.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="Succeeded">False when the execution was reverted.</param>
/// <param name="GasUsed">The gas it used.</param>
/// <param name="EffectiveGasPrice">What was paid per gas, in wei.</param>
/// <param name="ContractAddress">The contract it created, if any.</param>
/// <param name="Logs">The logs it emitted.</param>
public sealed record TransactionReceipt(
    Bytes32 TransactionHash,
    long BlockNumber,
    Bytes32 BlockHash,
    bool Succeeded,
    long GasUsed,
    BigInteger EffectiveGasPrice,
    Address? ContractAddress,
    IReadOnlyList<LogEntry> Logs);
