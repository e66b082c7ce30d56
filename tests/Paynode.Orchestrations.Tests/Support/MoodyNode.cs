using System.Numerics;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>A real node whose estimates fail, and whose head fails or hangs, as a test asks.</summary>
internal sealed class MoodyNode(IChainClient node) : IChainClient
{
    /// <summary>Throws what an estimate of this call data is to fail with.</summary>
    public Action<byte[]> OnEstimate { get; set; } = _ => { };

    /// <summary>What happens before the head is answered.</summary>
    public Func<CancellationToken, Task> OnHead { get; set; } = _ => Task.CompletedTask;

    public Task<long> GetChainIdAsync(CancellationToken cancellationToken) => node.GetChainIdAsync(cancellationToken);

    public async Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken)
    {
        if (block == BlockId.Latest)
        {
            await OnHead(cancellationToken);
        }

        return await node.GetBlockAsync(block, cancellationToken);
    }

    public Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken) =>
        node.GetBlocksAsync(numbers, cancellationToken);

    public Task<IReadOnlyList<LogEntry>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken) =>
        node.GetLogsAsync(filter, cancellationToken);

    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) => node.CallAsync(call, block, cancellationToken);

    public Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(IReadOnlyList<Bytes32> hashes, CancellationToken cancellationToken) =>
        node.GetReceiptsAsync(hashes, cancellationToken);

    public Task<ChainTransaction?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken) =>
        node.GetTransactionAsync(hash, cancellationToken);

    public Task<long> GetNonceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        node.GetNonceAsync(account, block, cancellationToken);

    public Task<FeeData> GetFeesAsync(CancellationToken cancellationToken) => node.GetFeesAsync(cancellationToken);

    public Task<long> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken)
    {
        OnEstimate(call.Data);
        return node.EstimateGasAsync(call, cancellationToken);
    }

    public Task<Bytes32> SendRawAsync(byte[] transaction, CancellationToken cancellationToken) => node.SendRawAsync(transaction, cancellationToken);

    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        node.GetBalanceAsync(account, block, cancellationToken);
}
