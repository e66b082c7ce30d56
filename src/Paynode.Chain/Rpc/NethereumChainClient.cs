using System.Numerics;
using System.Text.Json;
using Nethereum.Hex.HexTypes;
using Nethereum.JsonRpc.Client;
using Nethereum.RPC;
using Nethereum.RPC.Eth.DTOs;
using Paynode.Chain.Primitives;
using Receipt = Nethereum.RPC.Eth.DTOs.TransactionReceipt;

namespace Paynode.Chain.Rpc;

/// <summary>A chain client over Nethereum, for one node.</summary>
public sealed class NethereumChainClient : IChainClient
{
    private const int OnlyId = 1;
    private const long FeeHistoryBlocks = 10;
    private const int MedianPercentile = 50;

    private readonly NodeHttp _http;
    private readonly QuerySize _batch;
    private readonly Backoff _backoff;

    /// <summary>Creates a client for a node.</summary>
    /// <param name="http">Its own timeout should exceed the options'.</param>
    /// <param name="endpoint">The URL, with user and password where the node requires them; only its host is ever logged.</param>
    /// <param name="options">Limits and back-off.</param>
    /// <param name="timeProvider">For timeouts and retry delays.</param>
    /// <param name="random">For jitter.</param>
    public NethereumChainClient(HttpClient http, Uri endpoint, RpcEndpointOptions options, TimeProvider timeProvider, Random random)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        _http = new NodeHttp(http, endpoint, options, timeProvider);
        _batch = new QuerySize(options.MaxBatch);
        _backoff = new Backoff(options, timeProvider, random);
    }

    /// <inheritdoc />
    public Task<long> GetChainIdAsync(CancellationToken cancellationToken) =>
        ReadAsync<HexBigInteger, long>(ApiMethods.eth_chainId, [], NethereumShapes.Number, cancellationToken);

    /// <inheritdoc />
    public async Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken)
    {
        var method = block.Hash is null ? ApiMethods.eth_getBlockByNumber : ApiMethods.eth_getBlockByHash;
        try
        {
            return await ReadAsync<BlockWithTransactionHashes?, BlockHeader?>(
                method, [block.Parameter, false], NethereumShapes.Header, cancellationToken).ConfigureAwait(false);
        }
        catch (ChainRpcException e) when (e.Kind == RpcErrorKind.UnknownBlock)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken)
    {
        var headers = await ReadAllAsync<BlockWithTransactionHashes?, BlockHeader?>(
            ApiMethods.eth_getBlockByNumber,
            numbers.Select(number => new object[] { BlockId.Number(number).Parameter, false }),
            NethereumShapes.Header,
            cancellationToken).ConfigureAwait(false);
        return headers.Zip(numbers).Any(pair => pair.First is { } header && header.Number != pair.Second)
            ? throw new ChainRpcException(RpcErrorKind.Malformed, "The node returned another block's header.")
            : headers;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<LogEntry>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Task<LogEntry[]> Once() => OnceAsync<FilterLog[], LogEntry[]>(
            ApiMethods.eth_getLogs, [NethereumShapes.Filter(filter)], NethereumShapes.Logs, cancellationToken);
        var read = filter.CanBeSplit ? _backoff.RunOnceMoreAsync(Once, cancellationToken) : _backoff.RunAsync(Once, cancellationToken);
        var logs = await read.ConfigureAwait(false);
        return LogOrder.Normalize(filter, logs);
    }

    /// <inheritdoc />
    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) => ReadAsync<string?, byte[]>(
        ApiMethods.eth_call, [NethereumShapes.Call(call), NethereumShapes.Parameter(block)], NethereumShapes.Bytes, cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(
        IReadOnlyList<Bytes32> hashes, CancellationToken cancellationToken)
    {
        var receipts = await ReadAllAsync<Receipt?, TransactionReceipt?>(
            ApiMethods.eth_getTransactionReceipt,
            hashes.Select(hash => new object[] { hash.ToString() }),
            NethereumShapes.ReceiptOf,
            cancellationToken)
            .ConfigureAwait(false);
        return receipts.Zip(hashes).Any(pair => pair.First is { } receipt && receipt.TransactionHash != pair.Second)
            ? throw new ChainRpcException(RpcErrorKind.Malformed, "The node returned another transaction's receipt.")
            : receipts;
    }

    /// <inheritdoc />
    public Task<ChainTransaction?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken) =>
        ReadAsync<Transaction?, ChainTransaction?>(
            ApiMethods.eth_getTransactionByHash, [hash.ToString()], NethereumShapes.TransactionOf, cancellationToken);

    /// <inheritdoc />
    public Task<long> GetNonceAsync(Address account, BlockId block, CancellationToken cancellationToken) => ReadAsync<HexBigInteger, long>(
        ApiMethods.eth_getTransactionCount,
        [NethereumShapes.Text(account), NethereumShapes.Parameter(block)],
        NethereumShapes.Number,
        cancellationToken);

    /// <inheritdoc />
    public async Task<FeeData> GetFeesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                async client =>
                {
                    var header = Item<BlockWithTransactionHashes?>(
                        client, ApiMethods.eth_getBlockByNumber, 1, BlockId.Latest.Parameter, false);
                    var fee = Item<HexBigInteger>(client, ApiMethods.eth_maxPriorityFeePerGas, 2);
                    await SendAsync(client, [header, fee]).ConfigureAwait(false);
                    var head = NethereumShapes.Header(header.Response) ?? throw new FormatException("The node has no newest block.");
                    return new FeeData(head.BaseFeePerGas, NethereumShapes.Amount(fee.Response));
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ChainRpcException)
        {
            // Not every node has the method or accepts a batch: the tip then comes from recent blocks or from the gas price.
            var head = await this.GetHeadAsync(cancellationToken).ConfigureAwait(false);
            return new FeeData(head.BaseFeePerGas, await TipAsync(head.BaseFeePerGas, cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<BigInteger> TipAsync(BigInteger baseFee, CancellationToken cancellationToken)
    {
        try
        {
            var paid = await ReadAsync<NethereumShapes.FeeHistory?, BigInteger?>(
                ApiMethods.eth_feeHistory,
                [Hex.EncodeQuantity(FeeHistoryBlocks), BlockId.Latest.Parameter, new[] { MedianPercentile }],
                NethereumShapes.MedianTip,
                cancellationToken).ConfigureAwait(false);
            if (paid is { } tip)
            {
                return tip;
            }
        }
        catch (ChainRpcException)
        {
            // Every node reports a gas price, even without this method.
        }

        var price = await ReadAsync<HexBigInteger, BigInteger>(ApiMethods.eth_gasPrice, [], NethereumShapes.Amount, cancellationToken)
            .ConfigureAwait(false);
        return BigInteger.Max(BigInteger.Zero, price - baseFee);
    }

    /// <inheritdoc />
    public Task<long> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) =>
        ReadAsync<HexBigInteger, long>(ApiMethods.eth_estimateGas, [NethereumShapes.Call(call)], NethereumShapes.Number, cancellationToken);

    /// <inheritdoc />
    public Task<Bytes32> SendRawAsync(byte[] transaction, CancellationToken cancellationToken) => OnceAsync<string?, Bytes32>(
        ApiMethods.eth_sendRawTransaction, [Hex.Encode(transaction)], NethereumShapes.Word, cancellationToken);

    /// <inheritdoc />
    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        ReadAsync<HexBigInteger, BigInteger>(
            ApiMethods.eth_getBalance,
            [NethereumShapes.Text(account), NethereumShapes.Parameter(block)],
            NethereumShapes.Amount,
            cancellationToken);

    private Task<T> ReadAsync<TResult, T>(
        ApiMethods method, object[] parameters, Func<TResult, T> shape, CancellationToken cancellationToken) =>
        _backoff.RunAsync(() => OnceAsync(method, parameters, shape, cancellationToken), cancellationToken);

    private Task<T> OnceAsync<TResult, T>(
        ApiMethods method, object[] parameters, Func<TResult, T> shape, CancellationToken cancellationToken) =>
        ShapeAsync(async () => shape(await new NodeRpcClient(_http, cancellationToken)
            .SendRequestAsync<TResult>(new RpcRequest(OnlyId, method.ToString(), parameters)).ConfigureAwait(false)));

    // As few HTTP requests as possible. Nodes limit batches as they limit ranges: a failing batch is halved, down to single
    // calls. A call that the node refuses fails the whole batch, as it would alone.
    private async Task<IReadOnlyList<T>> ReadAllAsync<TResult, T>(
        ApiMethods method, IEnumerable<object[]> calls, Func<TResult, T> shape, CancellationToken cancellationToken)
    {
        object[][] all = [.. calls];
        var results = new List<T>(all.Length);
        while (results.Count < all.Length)
        {
            var asked = Math.Min(_batch.Value, all.Length - results.Count);
            try
            {
                var batch = await BatchAsync(method, all.AsMemory(results.Count, asked), shape, cancellationToken).ConfigureAwait(false);
                results.AddRange(batch);
                _batch.Answered(asked);
            }
            catch (ChainRpcException e) when (asked > 1 && e.Kind is not (RpcErrorKind.UnknownBlock or RpcErrorKind.Reverted))
            {
                _batch.Refused(asked);
            }
            catch (ChainRpcException)
            {
                _batch.SingleFailed();
                throw;
            }
        }

        return results;
    }

    private Task<T[]> BatchAsync<TResult, T>(
        ApiMethods method, ReadOnlyMemory<object[]> calls, Func<TResult, T> shape, CancellationToken cancellationToken) => AskAsync(
        async client =>
        {
            var items = calls.ToArray().Select((parameters, i) => Item<TResult>(client, method, i + 1, parameters)).ToArray();
            await SendAsync(client, items).ConfigureAwait(false);
            return items.Select(item => shape(item.Response)).ToArray();
        },
        cancellationToken);

    private Task<T> AskAsync<T>(Func<NodeRpcClient, Task<T>> ask, CancellationToken cancellationToken) =>
        _backoff.RunAsync(() => ShapeAsync(() => ask(new NodeRpcClient(_http, cancellationToken))), cancellationToken);

    private static RpcRequestResponseBatchItem<RpcRequestResponseHandler<T>, T> Item<T>(
        NodeRpcClient client, ApiMethods method, int id, params object[] parameters)
    {
        var handler = new RpcRequestResponseHandler<T>(client, method.ToString());
        return new RpcRequestResponseBatchItem<RpcRequestResponseHandler<T>, T>(handler, handler.BuildRequest(id, parameters));
    }

    private static async Task SendAsync(NodeRpcClient client, IRpcRequestResponseBatchItem[] items)
    {
        var batch = new RpcRequestResponseBatch();
        batch.BatchItems.AddRange(items);
        await client.SendBatchRequestAsync(batch).ConfigureAwait(false);
        // Nethereum records decoding errors without throwing.
        if (items.Any(item => item.HasError))
        {
            throw new FormatException("A result of a batch cannot be decoded.");
        }
    }

    private static async Task<T> ShapeAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is FormatException or JsonException or InvalidOperationException or ArgumentException or RpcResponseFormatException)
        {
            throw new ChainRpcException(RpcErrorKind.Malformed, "A result does not have the shape of its method.", e);
        }
    }
}
