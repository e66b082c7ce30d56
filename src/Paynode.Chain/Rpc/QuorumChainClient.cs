using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>
/// Queries several nodes of one chain concurrently. An answer is accepted when a quorum returns the same one; otherwise the
/// call fails with <see cref="RpcErrorKind.Disagreement"/>.
/// </summary>
public sealed class QuorumChainClient : IChainClient
{
    private readonly IReadOnlyList<IChainClient> _clients;
    private readonly int _quorum;

    /// <summary>Combines clients.</summary>
    /// <param name="clients">Clients of different nodes.</param>
    /// <param name="quorum">How many have to agree: from 1 to all.</param>
    public QuorumChainClient(IReadOnlyList<IChainClient> clients, int quorum)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentOutOfRangeException.ThrowIfLessThan(quorum, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quorum, clients.Count);
        (_clients, _quorum) = (clients, quorum);
    }

    /// <summary>The clients of the single nodes, in the given order.</summary>
    public IReadOnlyList<IChainClient> Members => _clients;

    /// <inheritdoc />
    public Task<long> GetChainIdAsync(CancellationToken cancellationToken) =>
        AgreeAsync(c => c.GetChainIdAsync(cancellationToken), id => id);

    /// <inheritdoc />
    public async Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken)
    {
        if (block.Hash is not null || block.Parameter.StartsWith("0x", StringComparison.Ordinal))
        {
            return await AgreeAsync(c => c.GetBlockAsync(block, cancellationToken), KeyOf).ConfigureAwait(false);
        }

        // Nodes are rarely at the same height: a tag resolves to the newest block that a quorum has reached.
        var answers = await AskAsync(c => c.GetBlockAsync(block, cancellationToken)).ConfigureAwait(false);
        var heights = answers.OfType<BlockHeader>().Select(h => h.Number).OrderDescending().ToArray();
        return heights.Length < _quorum
            ? null
            : await GetBlockAsync(BlockId.Number(heights[_quorum - 1]), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken) =>
        AgreeAsync(c => c.GetBlocksAsync(numbers, cancellationToken), headers => Join(headers.Select(KeyOf)));

    /// <inheritdoc />
    public Task<IReadOnlyList<LogEntry>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken) =>
        AgreeAsync(c => c.GetLogsAsync(filter, cancellationToken), logs => Join(logs.Select(KeyOf)));

    /// <inheritdoc />
    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) =>
        AgreeAsync(c => c.CallAsync(call, block, cancellationToken), Convert.ToHexString);

    /// <inheritdoc />
    public Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(
        IReadOnlyList<Bytes32> hashes, CancellationToken cancellationToken) =>
        AgreeAsync(c => c.GetReceiptsAsync(hashes, cancellationToken), receipts => Join(receipts.Select(KeyOf)));

    /// <inheritdoc />
    public async Task<ChainTransaction?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken)
    {
        // Mempools differ: one node that has it is enough.
        var answers = await AskAsync(c => c.GetTransactionAsync(hash, cancellationToken)).ConfigureAwait(false);
        return answers.FirstOrDefault(t => t?.BlockNumber is not null) ?? answers.FirstOrDefault(t => t is not null);
    }

    /// <inheritdoc />
    public async Task<long> GetNonceAsync(Address account, BlockId block, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(c => c.GetNonceAsync(account, block, cancellationToken)).ConfigureAwait(false);
        return answers.OrderDescending().ElementAt(_quorum - 1);
    }

    /// <inheritdoc />
    public async Task<FeeData> GetFeesAsync(CancellationToken cancellationToken)
    {
        var answers = await AskAsync(c => c.GetFeesAsync(cancellationToken)).ConfigureAwait(false);
        // The lower median: with two answers the more expensive one must not be used.
        return answers.OrderBy(f => f.MaxFeePerGas).ElementAt((answers.Count - 1) / 2);
    }

    /// <inheritdoc />
    public async Task<long> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken)
    {
        // Nodes estimate on different blocks. To ignore outliers, the highest estimate of the quorum is used.
        var answers = await AskAsync(c => c.EstimateGasAsync(call, cancellationToken)).ConfigureAwait(false);
        return answers.OrderDescending().ElementAt(_quorum - 1);
    }

    /// <inheritdoc />
    public async Task<Bytes32> SendRawAsync(byte[] transaction, CancellationToken cancellationToken)
    {
        var sends = _clients.Select(c => TryAsync(() => c.SendRawAsync(transaction, cancellationToken))).ToArray();
        var outcomes = await Task.WhenAll(sends).ConfigureAwait(false);
        return outcomes.FirstOrDefault(o => o.Error is null) is { } sent
            ? sent.Value
            : throw outcomes.Select(o => o.Error!).OrderByDescending(e => e.IsOutcomeUnknown).First();
    }

    /// <inheritdoc />
    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        AgreeAsync(c => c.GetBalanceAsync(account, block, cancellationToken), balance => balance);

    private async Task<T> AgreeAsync<T, TKey>(Func<IChainClient, Task<T>> ask, Func<T, TKey> key)
    {
        var answers = await AskAsync(ask).ConfigureAwait(false);
        var most = answers.GroupBy(key).MaxBy(g => g.Count())!;
        return most.Count() >= _quorum
            ? most.First()
            : throw new ChainRpcException(RpcErrorKind.Disagreement, $"Only {most.Count()} of {_clients.Count} nodes agree.");
    }

    // As long as a quorum answers, failures of the others do not matter.
    private async Task<IReadOnlyList<T>> AskAsync<T>(Func<IChainClient, Task<T>> ask)
    {
        var outcomes = await Task.WhenAll(_clients.Select(c => TryAsync(() => ask(c)))).ConfigureAwait(false);
        var answers = outcomes.Where(o => o.Error is null).Select(o => o.Value).ToArray();
        return answers.Length >= _quorum ? answers : throw outcomes.First(o => o.Error is not null).Error!;
    }

    private static async Task<Outcome<T>> TryAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return new Outcome<T>(await ask().ConfigureAwait(false), null);
        }
        catch (ChainRpcException e)
        {
            return new Outcome<T>(default!, e);
        }
    }

    // Nodes have to agree on every field that is used, not only on the hash: the first of the agreeing answers is returned.
    private static string Join<T>(IEnumerable<T> parts) => string.Join('|', parts);

    private static string KeyOf(BlockHeader? h) => h is null
        ? ""
        : FormattableString.Invariant(
            $"{h.Number},{h.Hash},{h.ParentHash},{h.TimestampSeconds},{h.BaseFeePerGas},{h.GasLimit},{Convert.ToHexString(h.LogsBloom)}");

    private static string KeyOf(LogEntry l) => FormattableString.Invariant(
        $"{l.BlockNumber},{l.BlockHash},{l.TransactionHash},{l.LogIndex},{l.Address},{Join(l.Topics)},{Convert.ToHexString(l.Data)}");

    private static string KeyOf(TransactionReceipt? r) => r is null
        ? ""
        : FormattableString.Invariant(
            $"{r.TransactionHash},{r.BlockNumber},{r.BlockHash},{r.Succeeded},{r.GasUsed},{r.EffectiveGasPrice},{r.ContractAddress}")
            + $"[{Join(r.Logs.Select(KeyOf))}]";

    private sealed record Outcome<T>(T Value, ChainRpcException? Error);
}
