using System.Numerics;
using Nethereum.Hex.HexTypes;
using Nethereum.JsonRpc.Client;
using Nethereum.RPC.Eth.Blocks;
using Nethereum.RPC.Eth.DTOs;
using Nethereum.RPC.Eth.Transactions;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Receipt = Nethereum.RPC.Eth.DTOs.TransactionReceipt;

namespace Paynode.Chain.Nethereum;

/// <summary>The chain port over Nethereum, to one node.</summary>
public sealed class NethereumChainClient : IChainClient
{
    private readonly IClient _rpc;
    private readonly string _host;
    private readonly RpcEndpointOptions _options;
    private readonly Backoff _backoff;

    /// <summary>Speaks to a node.</summary>
    /// <param name="http">For this node alone: Nethereum gives it the node's address. Its timeout bounds each request.</param>
    /// <param name="endpoint">The URL; only its host is ever logged.</param>
    /// <param name="options">Limits and back-off.</param>
    /// <param name="time">For pauses.</param>
    /// <param name="random">For jitter.</param>
    public NethereumChainClient(HttpClient http, Uri endpoint, RpcEndpointOptions options, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        (_host, _options) = (endpoint.Host, options);
        http.Timeout = options.Timeout;
        http.MaxResponseContentBufferSize = options.MaxResponseBytes;
        _rpc = new RpcClient(endpoint, http);
        _backoff = new Backoff(options, time, random);
    }

    /// <inheritdoc />
    public Task<long> GetChainIdAsync(CancellationToken cancellationToken) =>
        ReadAsync<HexBigInteger, long>(NethereumShapes.Number, "eth_chainId", [], cancellationToken);

    /// <inheritdoc />
    public async Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync<BlockWithTransactionHashes?, BlockHeader?>(
                NethereumShapes.Header, block.Hash is null ? "eth_getBlockByNumber" : "eth_getBlockByHash", [block.Parameter, false], cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ChainRpcException e) when (e.Kind == RpcErrorKind.UnknownBlock)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken)
    {
        var method = new EthGetBlockWithTransactionsHashesByNumber(_rpc);
        var headers = await BatchAsync<long, BlockWithTransactionHashes, BlockHeader?>(
            numbers, (number, id) => method.CreateBatchItem(new HexBigInteger(number), id), NethereumShapes.Header, cancellationToken).ConfigureAwait(false);
        return headers.Zip(numbers).Any(pair => pair.First is { } header && header.Number != pair.Second)
            ? throw new ChainRpcException(RpcErrorKind.Malformed, "The node answered with another block's header.")
            : headers;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<LogEntry>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken)
    {
        var logs = await ReadAsync<FilterLog[], LogEntry[]>(
            found => [.. found.Where(log => !log.Removed).Select(NethereumShapes.Log)], "eth_getLogs", [NethereumShapes.Filter(filter)], cancellationToken)
            .ConfigureAwait(false);
        return LogOrder.Normalize(filter, logs);
    }

    /// <inheritdoc />
    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) =>
        ReadAsync<string, byte[]>(Primitives.Hex.Decode, "eth_call", [NethereumShapes.Call(call), NethereumShapes.Parameter(block)], cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<Rpc.TransactionReceipt?>> GetReceiptsAsync(IReadOnlyList<Bytes32> hashes, CancellationToken cancellationToken)
    {
        var method = new EthGetTransactionReceipt(_rpc);
        var receipts = await BatchAsync<Bytes32, Receipt, Rpc.TransactionReceipt?>(
            hashes, (hash, id) => method.CreateBatchItem(hash.ToString(), id), NethereumShapes.ReceiptOf, cancellationToken).ConfigureAwait(false);
        return receipts.Zip(hashes).Any(pair => pair.First is { } receipt && receipt.TransactionHash != pair.Second)
            ? throw new ChainRpcException(RpcErrorKind.Malformed, "The node answered with another transaction's receipt.")
            : receipts;
    }

    /// <inheritdoc />
    public Task<ChainTransaction?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken) =>
        ReadAsync<Transaction?, ChainTransaction?>(NethereumShapes.TransactionOf, "eth_getTransactionByHash", [hash.ToString()], cancellationToken);

    /// <inheritdoc />
    public Task<long> GetNonceAsync(Address account, BlockId block, CancellationToken cancellationToken) => ReadAsync<HexBigInteger, long>(
        NethereumShapes.Number, "eth_getTransactionCount", [NethereumShapes.Text(account), NethereumShapes.Parameter(block)], cancellationToken);

    /// <inheritdoc />
    public async Task<FeeData> GetFeesAsync(CancellationToken cancellationToken)
    {
        var head = await GetBlockAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false)
            ?? throw new ChainRpcException(RpcErrorKind.Malformed, "The node has no newest block.");
        var tip = await ReadAsync<HexBigInteger, BigInteger>(fee => fee.Value, "eth_maxPriorityFeePerGas", [], cancellationToken).ConfigureAwait(false);
        return new FeeData(head.BaseFeePerGas, tip);
    }

    /// <inheritdoc />
    public Task<long> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) =>
        ReadAsync<HexBigInteger, long>(NethereumShapes.Number, "eth_estimateGas", [NethereumShapes.Call(call)], cancellationToken);

    /// <inheritdoc />
    public Task<Bytes32> SendRawAsync(byte[] transaction, CancellationToken cancellationToken) =>
        OnceAsync<string, Bytes32>(Bytes32.Parse, "eth_sendRawTransaction", [Primitives.Hex.Encode(transaction)], cancellationToken);

    /// <inheritdoc />
    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) => ReadAsync<HexBigInteger, BigInteger>(
        balance => balance.Value, "eth_getBalance", [NethereumShapes.Text(account), NethereumShapes.Parameter(block)], cancellationToken);

    private Task<T> ReadAsync<TAnswer, T>(Func<TAnswer, T> shape, string method, object[] parameters, CancellationToken cancellationToken) =>
        _backoff.RunAsync(() => OnceAsync(shape, method, parameters, cancellationToken), cancellationToken);

    private Task<T> OnceAsync<TAnswer, T>(Func<TAnswer, T> shape, string method, object[] parameters, CancellationToken cancellationToken) =>
        GuardAsync(async () => shape(await _rpc.SendRequestAsync<TAnswer>(method, null, parameters).WaitAsync(cancellationToken).ConfigureAwait(false)));

    // One HTTP request for many calls. A call that the node refuses fails the whole, as it would alone.
    private async Task<IReadOnlyList<T>> BatchAsync<TKey, TAnswer, T>(
        IReadOnlyList<TKey> keys, Func<TKey, object, IRpcRequestResponseBatchItem> item, Func<TAnswer?, T> shape, CancellationToken cancellationToken)
        where TAnswer : class
    {
        var results = new List<T>(keys.Count);
        foreach (var chunk in keys.Chunk(_options.MaxBatch))
        {
            var answers = await _backoff.RunAsync(() => GuardAsync(async () =>
            {
                var batch = new RpcRequestResponseBatch();
                batch.BatchItems.AddRange(chunk.Select((key, id) => item(key, id)));
                await _rpc.SendBatchRequestAsync(batch).WaitAsync(cancellationToken).ConfigureAwait(false);
                return batch.BatchItems.Select(answered => shape((TAnswer?)answered.RawResponse)).ToArray();
            }), cancellationToken).ConfigureAwait(false);
            results.AddRange(answers);
        }

        return results;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e) when (NethereumErrors.Translate(e, _host) is { } translated)
        {
            throw translated;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NullReferenceException)
        {
            throw new ChainRpcException(RpcErrorKind.Malformed, "A result does not have the shape of its method.", e);
        }
    }
}
