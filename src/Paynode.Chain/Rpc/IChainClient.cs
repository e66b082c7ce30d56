using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>
/// The port to an EVM chain. Every method throws <see cref="ChainRpcException"/> with its kind when the chain's node
/// refuses or cannot be reached; reads are retried internally, sends never are.
/// </summary>
public interface IChainClient
{
    /// <summary>Reads the chain's id.</summary>
    Task<long> GetChainIdAsync(CancellationToken cancellationToken);

    /// <summary>Reads one header.</summary>
    /// <returns>The header, or null when the node does not know the block.</returns>
    Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken);

    /// <summary>Reads several headers in as few round trips as possible.</summary>
    /// <param name="numbers">Heights on the canonical chain.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>For each height the header, or null when the node does not know it.</returns>
    Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken);

    /// <summary>Reads logs in block and log order, without duplicates. A log outside the filter is an error.</summary>
    /// <param name="filter">Which logs to read.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IReadOnlyList<LogEntry>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken);

    /// <summary>Executes a call without a transaction.</summary>
    /// <param name="call">The call.</param>
    /// <param name="block">The block whose state is used.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The return data.</returns>
    Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken);

    /// <summary>Reads the receipts of transactions, in as few round trips as possible.</summary>
    /// <returns>For each the receipt, or null when the transaction is not mined.</returns>
    Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(IReadOnlyList<Bytes32> hashes, CancellationToken cancellationToken);

    /// <summary>Looks up a transaction.</summary>
    /// <returns>The transaction, or null when the node does not know it.</returns>
    Task<ChainTransaction?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken);

    /// <summary>Reads how many transactions an account has sent.</summary>
    /// <param name="account">The account.</param>
    /// <param name="block">The block whose state is used.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The next nonce.</returns>
    Task<long> GetNonceAsync(Address account, BlockId block, CancellationToken cancellationToken);

    /// <summary>Reads the current cost of inclusion.</summary>
    Task<FeeData> GetFeesAsync(CancellationToken cancellationToken);

    /// <summary>Estimates a transaction's gas.</summary>
    Task<long> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken);

    /// <summary>
    /// Sends signed bytes to the node, once. After a <see cref="RpcErrorKind.Timeout"/> the outcome is unknown: look up the
    /// hash.
    /// </summary>
    /// <param name="transaction">The signed bytes.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The transaction's hash.</returns>
    Task<Bytes32> SendRawAsync(byte[] transaction, CancellationToken cancellationToken);

    /// <summary>Reads an account's native balance.</summary>
    /// <param name="account">The account.</param>
    /// <param name="block">The block whose state is used.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The balance in wei.</returns>
    Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken);
}

/// <summary>A call to execute without a transaction, or to estimate the gas of.</summary>
/// <param name="To">The contract; null to create one.</param>
/// <param name="Data">The call data.</param>
/// <param name="From">The caller that the node assumes.</param>
/// <param name="Value">The native currency to transfer, in wei.</param>
public sealed record CallRequest(Address? To, byte[] Data, Address? From = null, BigInteger Value = default);

/// <summary>A transaction known to a node, mined or pending.</summary>
/// <param name="Hash">The transaction hash.</param>
/// <param name="From">The sender.</param>
/// <param name="Nonce">The sender's nonce.</param>
/// <param name="BlockNumber">The block that contains it; null while it is pending.</param>
public sealed record ChainTransaction(Bytes32 Hash, Address From, long Nonce, long? BlockNumber);

/// <summary>The current cost of inclusion, in wei per gas.</summary>
/// <param name="BaseFeePerGas">The newest block's base fee, which is burned.</param>
/// <param name="PriorityFeePerGas">The tip that suffices for prompt inclusion.</param>
public sealed record FeeData(BigInteger BaseFeePerGas, BigInteger PriorityFeePerGas)
{
    /// <summary>
    /// The fee cap to offer: twice the base fee plus the tip. The base fee rises by at most 12.5 % per block, so the offer
    /// remains sufficient for at least five full blocks.
    /// </summary>
    public BigInteger MaxFeePerGas => (BaseFeePerGas * 2) + PriorityFeePerGas;
}
