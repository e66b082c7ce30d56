using System.Numerics;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Tests.Support;

/// <summary>
/// A node with a pool for one account, by the rules of real ones: one transaction a nonce, replacements need a tenth
/// more, blocks take what pays the base fee in the order of nonces.
/// </summary>
internal sealed class ScriptedNode : IChainClient
{
    private readonly List<(BlockHeader Header, List<ScriptedTransaction> Transactions)> _blocks = [];
    private readonly SortedDictionary<long, ScriptedTransaction> _pool = [];
    private long _salt;

    public ScriptedNode() => Mine();

    /// <summary>Called around every request: before it with its name, after it with its name and "done".</summary>
    /// <remarks>What it throws is what the caller sees.</remarks>
    public Action<string> OnRequest { get; set; } = _ => { };

    /// <summary>Called with the call data of each estimate; what it throws is what the caller sees.</summary>
    public Action<byte[]> OnEstimate { get; set; } = _ => { };

    public BigInteger BaseFee { get; set; } = 100;

    public BigInteger Tip { get; set; } = 10;

    /// <summary>What the node believes that any call takes.</summary>
    public long Estimate { get; set; } = 50_000;

    /// <summary>The gas of a block; transactions that ask for more are refused.</summary>
    public long BlockGasLimit { get; set; } = 30_000_000;

    /// <summary>Blocks by which receipts come late.</summary>
    public int ReceiptLag { get; set; }

    public IEnumerable<ScriptedTransaction> Executed => _blocks.SelectMany(b => b.Transactions);

    public IReadOnlyCollection<ScriptedTransaction> Pool => _pool.Values;

    public long HeadNumber => _blocks.Count - 1;

    private long NextNonce => Executed.Count();

    public void Mine()
    {
        var hash = Keccak256.Hash($"node/{++_salt}");
        var parent = _blocks.Count == 0 ? Bytes32.Zero : _blocks[^1].Header.Hash;
        var taken = new List<ScriptedTransaction>();
        for (var nonce = NextNonce; _pool.TryGetValue(nonce, out var next) && next.MaxFee >= BaseFee; nonce++)
        {
            taken.Add(next);
            _pool.Remove(nonce);
        }

        _blocks.Add((new BlockHeader(_blocks.Count, hash, parent, 1_700_000_000 + _blocks.Count, BaseFee, []) { GasLimit = BlockGasLimit }, taken));
    }

    /// <summary>Drops blocks; their transactions go back to the pool, or are lost.</summary>
    public void Reorganise(int depth, bool losing)
    {
        var dropped = _blocks[^depth..];
        _blocks.RemoveRange(_blocks.Count - depth, depth);
        foreach (var transaction in dropped.SelectMany(b => b.Transactions).Where(t => !losing || t.IsForeign))
        {
            _pool.TryAdd(transaction.Nonce, transaction);
        }

        for (var i = 0; i <= depth; i++)
        {
            Mine();
        }
    }

    /// <summary>Another fork wins on which nothing ever happened.</summary>
    public void Forget()
    {
        var height = _blocks.Count;
        _blocks.Clear();
        while (_blocks.Count <= height)
        {
            Mine();
        }
    }

    public void LosePool() => _pool.Clear();

    /// <summary>The key is used elsewhere: a transaction of no meaning to us takes the next free nonce, at any price.</summary>
    public void UseKeyElsewhere()
    {
        var nonce = NextNonce;
        _pool[nonce] = new ScriptedTransaction(Keccak256.Hash($"foreign/{++_salt}"), nonce, 1_000_000, 1_000_000, [], IsForeign: true);
    }

    public Task<long> GetChainIdAsync(CancellationToken cancellationToken) => Answer("chainId", () => 9L);

    public Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken) => Answer("block", () =>
    {
        var number = block == BlockId.Latest ? HeadNumber : Hex.DecodeInt64(block.Parameter);
        return number <= HeadNumber ? _blocks[(int)number].Header : null;
    });

    public Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(IReadOnlyList<Bytes32> hashes, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<TransactionReceipt?>>("receipts", () => [.. hashes.Select(Receipt)]);

    public Task<ChainTransaction?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken) => Answer("transaction", () =>
        _pool.Values.Concat(Executed).FirstOrDefault(t => t.Hash == hash) is { } found
            ? new ChainTransaction(hash, Address.Zero, found.Nonce, Receipt(hash)?.BlockNumber)
            : null);

    public Task<long> GetNonceAsync(Address account, BlockId block, CancellationToken cancellationToken) => Answer("nonce", () =>
        block == BlockId.Latest ? NextNonce : _blocks.Take((int)Hex.DecodeInt64(block.Parameter) + 1).Sum(b => b.Transactions.Count));

    public Task<FeeData> GetFeesAsync(CancellationToken cancellationToken) =>
        Answer("fees", () => new FeeData(BaseFee, Tip));

    public Task<long> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) =>
        Answer("estimate", () =>
        {
            OnEstimate(call.Data);
            return Estimate;
        });

    public Task<Bytes32> SendRawAsync(byte[] transaction, CancellationToken cancellationToken) =>
        Answer("send", () => Accept(ScriptedTransaction.Read(transaction)));

    public Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<LogEntry>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private Bytes32 Accept(ScriptedTransaction transaction)
    {
        if (transaction.Nonce < NextNonce)
        {
            throw new ChainRpcException(RpcErrorKind.NonceTooLow, "nonce too low");
        }

        if (transaction.GasLimit > BlockGasLimit)
        {
            throw new ChainRpcException(RpcErrorKind.Other, "exceeds block gas limit");
        }

        if (_pool.TryGetValue(transaction.Nonce, out var former))
        {
            if (former.Hash == transaction.Hash)
            {
                throw new ChainRpcException(RpcErrorKind.AlreadyKnown, "already known");
            }

            if (transaction.Tip * 10 < former.Tip * 11 || transaction.MaxFee * 10 < former.MaxFee * 11)
            {
                throw new ChainRpcException(RpcErrorKind.ReplacementUnderpriced, "replacement transaction underpriced");
            }
        }

        if (transaction.MaxFee < BaseFee)
        {
            throw new ChainRpcException(RpcErrorKind.FeeTooLow, "max fee per gas less than block base fee");
        }

        _pool[transaction.Nonce] = transaction;
        return transaction.Hash;
    }

    private TransactionReceipt? Receipt(Bytes32 hash)
    {
        var block = _blocks.Take(_blocks.Count - ReceiptLag).FirstOrDefault(b => b.Transactions.Any(t => t.Hash == hash));
        return block.Header is null
            ? null
            : new TransactionReceipt(hash, block.Header.Number, block.Header.Hash, true, 50_000, BaseFee, null, []);
    }

    private Task<T> Answer<T>(string request, Func<T> answer)
    {
        OnRequest(request);
        lock (_blocks)
        {
            var result = answer();
            OnRequest(request + " done");
            return Task.FromResult(result);
        }
    }
}
