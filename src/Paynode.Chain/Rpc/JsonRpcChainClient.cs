using System.Numerics;
using System.Text.Json;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>The chain port over one JSON-RPC endpoint.</summary>
public sealed class JsonRpcChainClient : IChainClient
{
    private readonly JsonRpcTransport _rpc;

    /// <summary>Speaks to an endpoint.</summary>
    /// <param name="http">Its own timeout should exceed the options'.</param>
    /// <param name="endpoint">The URL; only its host is ever logged.</param>
    /// <param name="options">Limits and back-off.</param>
    /// <param name="time">For time limits and pauses.</param>
    /// <param name="random">For jitter.</param>
    public JsonRpcChainClient(HttpClient http, Uri endpoint, RpcEndpointOptions options, TimeProvider time, Random random) =>
        _rpc = new JsonRpcTransport(http, endpoint, options, time, random);

    /// <inheritdoc />
    public Task<long> GetChainIdAsync(CancellationToken cancellationToken) =>
        ReadAsync(new RpcCall("eth_chainId"), j => Hex.DecodeInt64(j.GetString()!), cancellationToken);

    /// <inheritdoc />
    public Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken) =>
        ReadAsync(HeaderCall(block), RpcJson.ReadHeader, cancellationToken, RpcErrorKind.UnknownBlock);

    /// <inheritdoc />
    public async Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(
        IReadOnlyList<long> numbers, CancellationToken cancellationToken)
    {
        var calls = numbers.Select(n => HeaderCall(BlockId.Number(n))).ToArray();
        var answers = await _rpc.ReadAsync(calls, cancellationToken).ConfigureAwait(false);
        var headers = answers.Select(a => Translate(a, RpcJson.ReadHeader)).ToArray();
        return headers.Zip(numbers).Any(p => p.First is { } header && header.Number != p.Second)
            ? throw new ChainRpcException(RpcErrorKind.Malformed, "The node answered with another block's header.")
            : headers;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<LogEntry>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken)
    {
        var logs = await ReadAsync(
            new RpcCall("eth_getLogs", RpcJson.Filter(filter)),
            j => j.EnumerateArray().Where(l => !RpcJson.IsRemoved(l)).Select(RpcJson.ReadLog).ToArray(),
            cancellationToken).ConfigureAwait(false);
        return LogOrder.Normalize(filter, logs);
    }

    /// <inheritdoc />
    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) =>
        ReadAsync(new RpcCall("eth_call", RpcJson.Call(call), RpcJson.Block(block)), j => Hex.Decode(j.GetString()!), cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(
        IReadOnlyList<Bytes32> hashes, CancellationToken cancellationToken)
    {
        var calls = hashes.Select(h => new RpcCall("eth_getTransactionReceipt", h.ToString())).ToArray();
        var answers = await _rpc.ReadAsync(calls, cancellationToken).ConfigureAwait(false);
        var receipts = answers.Select(a => Translate(a, RpcJson.ReadReceipt)).ToArray();
        return receipts.Zip(hashes).Any(p => p.First is { } receipt && receipt.TransactionHash != p.Second)
            ? throw new ChainRpcException(RpcErrorKind.Malformed, "The node answered with another transaction's receipt.")
            : receipts;
    }

    /// <inheritdoc />
    public Task<ChainTransaction?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken) =>
        ReadAsync(new RpcCall("eth_getTransactionByHash", hash.ToString()), RpcJson.ReadTransaction, cancellationToken);

    /// <inheritdoc />
    public Task<long> GetNonceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        ReadAsync(AccountCall("eth_getTransactionCount", account, block), j => Hex.DecodeInt64(j.GetString()!), cancellationToken);

    /// <inheritdoc />
    public async Task<FeeData> GetFeesAsync(CancellationToken cancellationToken)
    {
        var answers = await _rpc.ReadAsync(
            [HeaderCall(BlockId.Latest), new RpcCall("eth_maxPriorityFeePerGas")], cancellationToken).ConfigureAwait(false);
        var head = Translate(answers[0], RpcJson.ReadHeader)
            ?? throw new ChainRpcException(RpcErrorKind.Malformed, "The node has no newest block.");
        return new FeeData(head.BaseFeePerGas, Translate(answers[1], j => Hex.DecodeQuantity(j.GetString()!)));
    }

    /// <inheritdoc />
    public Task<long> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) =>
        ReadAsync(new RpcCall("eth_estimateGas", RpcJson.Call(call)), j => Hex.DecodeInt64(j.GetString()!), cancellationToken);

    /// <inheritdoc />
    public async Task<Bytes32> SendRawAsync(byte[] transaction, CancellationToken cancellationToken)
    {
        var call = new RpcCall("eth_sendRawTransaction", Hex.Encode(transaction));
        var answer = await _rpc.OnceAsync(call, cancellationToken).ConfigureAwait(false);
        return Translate(answer, j => Bytes32.Parse(j.GetString()!));
    }

    /// <inheritdoc />
    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        ReadAsync(AccountCall("eth_getBalance", account, block), j => Hex.DecodeQuantity(j.GetString()!), cancellationToken);

    private static RpcCall HeaderCall(BlockId block) => block.Hash is { } hash
        ? new RpcCall("eth_getBlockByHash", hash.ToString(), false)
        : new RpcCall("eth_getBlockByNumber", block.Parameter, false);

    private static RpcCall AccountCall(string method, Address account, BlockId block) =>
        new(method, Hex.Encode(account.ToArray()), RpcJson.Block(block));

    private async Task<T> ReadAsync<T>(
        RpcCall call, Func<JsonElement, T> translate, CancellationToken cancellationToken, RpcErrorKind? absent = null)
    {
        try
        {
            var answers = await _rpc.ReadAsync([call], cancellationToken).ConfigureAwait(false);
            return Translate(answers[0], translate);
        }
        catch (ChainRpcException e) when (e.Kind == absent)
        {
            return default!; // Only asked for where the port says "or nothing".
        }
    }

    private static T Translate<T>(JsonElement answer, Func<JsonElement, T> translate)
    {
        try
        {
            return translate(answer);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw new ChainRpcException(RpcErrorKind.Malformed, "A result does not have the shape of its method.", e);
        }
    }
}
