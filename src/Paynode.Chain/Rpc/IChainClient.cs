using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>
/// The port to an EVM chain. Every method throws <see cref="ChainRpcException"/> with its kind when the chain's node
/// refuses or cannot be reached; reads are retried inside, sends never are.
/// </summary>
public interface IChainClient
{
    /// <summary>Reads the chain's id.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The id.</returns>
    Task<long> GetChainIdAsync(CancellationToken cancellationToken);

    /// <summary>Reads one header.</summary>
    /// <param name="block">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The header, or nothing when the node does not know the block.</returns>
    Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken);

    /// <summary>Reads several headers in as few round trips as possible.</summary>
    /// <param name="numbers">Heights on the canonical chain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>For each height the header, or nothing when the node does not know it.</returns>
    Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken);

    /// <summary>Reads logs, in block and log order and each once. A log the filter did not ask for is an error.</summary>
    /// <param name="filter">Which logs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The logs.</returns>
    Task<IReadOnlyList<LogEntry>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken);

    /// <summary>Runs a call without a transaction.</summary>
    /// <param name="call">The call.</param>
    /// <param name="block">On top of which block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it returned.</returns>
    Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken);

    /// <summary>Reads the receipts of transactions, in as few round trips as possible.</summary>
    /// <param name="hashes">The transactions.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>For each the receipt, or nothing when it is not mined.</returns>
    Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(IReadOnlyList<Bytes32> hashes, CancellationToken cancellationToken);

    /// <summary>Looks a transaction up.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The transaction, or nothing when the node has not heard of it.</returns>
    Task<ChainTransaction?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken);

    /// <summary>Reads how many transactions an account has sent.</summary>
    /// <param name="account">The account.</param>
    /// <param name="block">As of which block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The next nonce.</returns>
    Task<long> GetNonceAsync(Address account, BlockId block, CancellationToken cancellationToken);

    /// <summary>Reads what inclusion costs now.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The fees.</returns>
    Task<FeeData> GetFeesAsync(CancellationToken cancellationToken);

    /// <summary>Estimates a transaction's gas.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The gas.</returns>
    Task<long> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken);

    /// <summary>
    /// Hands signed bytes to the node, once. A <see cref="RpcErrorKind.Timeout"/> means that the outcome is unknown:
    /// look the hash up.
    /// </summary>
    /// <param name="transaction">The signed bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The transaction's hash.</returns>
    Task<Bytes32> SendRawAsync(byte[] transaction, CancellationToken cancellationToken);

    /// <summary>Reads an account's native balance.</summary>
    /// <param name="account">The account.</param>
    /// <param name="block">As of which block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The balance in wei.</returns>
    Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken);
}
