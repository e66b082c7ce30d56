using System.Numerics;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Tests.Support;

/// <summary>
/// A chain in memory that mines, forks and lies on command. Blocks that a reorganisation dropped stay known by their
/// hash, as on a real node.
/// </summary>
internal sealed class ScriptedChain : IChainClient
{
    private readonly List<ScriptedBlock> _blocks = [];
    private readonly Dictionary<Bytes32, ScriptedBlock> _byHash = [];
    private long _salt;

    public ScriptedChain(long chainId = 7)
    {
        ChainId = chainId;
        Mine();
    }

    public long ChainId { get; }

    /// <summary>Called before every request with its name; throws to fail it.</summary>
    public Action<string> OnRequest { get; set; } = _ => { };

    /// <summary>Changes what a log query answers.</summary>
    public Func<LogFilter, IReadOnlyList<LogEntry>, IReadOnlyList<LogEntry>> OnLogs { get; set; } = (_, logs) => logs;

    /// <summary>Changes which header is answered.</summary>
    public Func<BlockHeader?, BlockHeader?> OnHeader { get; set; } = h => h;

    /// <summary>Changes which receipt is answered.</summary>
    public Func<TransactionReceipt?, TransactionReceipt?> OnReceipt { get; set; } = r => r;

    /// <summary>Whether headers carry a bloom filter; some chains leave it out.</summary>
    public bool HasBloom { get; set; } = true;

    public long SafeDepth { get; set; } = 4;

    public long FinalizedDepth { get; set; } = 8;

    public long HeadNumber => _blocks.Count - 1;

    public BlockHeader Head => _blocks[^1].Header;

    public IEnumerable<LogEntry> CanonicalLogs => _blocks.SelectMany(b => b.Logs);

    public ScriptedBlock Mine(params ScriptedLog[] logs)
    {
        var number = _blocks.Count;
        var hash = Word(++_salt);
        var entries = logs.Select((l, i) => new LogEntry(
            l.Contract, l.Topics, l.Data, number, hash, l.Transaction ?? Word(++_salt), i)).ToArray();
        var header = new BlockHeader(
            number, hash, number == 0 ? Bytes32.Zero : Head.Hash, 1_700_000_000 + (2 * number), 1_000_000_000, HasBloom ? Bloom(entries) : []);
        var block = new ScriptedBlock(header, entries);
        _blocks.Add(block);
        _byHash[hash] = block;
        return block;
    }

    /// <summary>Drops the newest blocks; what is mined next is another fork.</summary>
    public IReadOnlyList<ScriptedBlock> Drop(int depth)
    {
        var dropped = _blocks[^depth..];
        _blocks.RemoveRange(_blocks.Count - depth, depth);
        return dropped;
    }

    /// <summary>Puts blocks back that were dropped before, on top of the block they stood on.</summary>
    public void Restore(IEnumerable<ScriptedBlock> blocks) => _blocks.AddRange(blocks);

    public Task<long> GetChainIdAsync(CancellationToken cancellationToken) => Answer("chainId", () => ChainId);

    public Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken) =>
        Answer("block", () => OnHeader(Find(block)));

    public Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<BlockHeader?>>("blocks", () => [.. numbers.Select(n => OnHeader(Find(BlockId.Number(n))))]);

    public Task<IReadOnlyList<LogEntry>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken) =>
        Answer("logs", () => OnLogs(filter, Logs(filter)));

    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(IReadOnlyList<Bytes32> hashes, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<TransactionReceipt?>>("receipts", () => [.. hashes.Select(h => OnReceipt(Receipt(h)))]);

    public Task<ChainTransaction?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<long> GetNonceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<FeeData> GetFeesAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<long> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Bytes32> SendRawAsync(byte[] transaction, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private Task<T> Answer<T>(string request, Func<T> answer)
    {
        OnRequest(request);
        return Task.FromResult(answer());
    }

    private Bytes32 Word(long salt) => Keccak256.Hash($"{ChainId}/{salt}");

    private BlockHeader? Find(BlockId block)
    {
        if (block.Hash is { } hash)
        {
            return _byHash.GetValueOrDefault(hash)?.Header;
        }

        var number = block.Parameter switch
        {
            "latest" or "pending" => HeadNumber,
            "safe" => HeadNumber - SafeDepth,
            "finalized" => HeadNumber - FinalizedDepth,
            var text => Hex.DecodeInt64(text),
        };
        return number >= 0 && number <= HeadNumber ? _blocks[(int)number].Header : null;
    }

    private TransactionReceipt? Receipt(Bytes32 transaction)
    {
        var logs = CanonicalLogs.Where(l => l.TransactionHash == transaction).ToArray();
        return logs.Length == 0 ? null : new TransactionReceipt(
            transaction, logs[0].BlockNumber, logs[0].BlockHash, true, 100_000, BigInteger.One, null, logs);
    }

    private IReadOnlyList<LogEntry> Logs(LogFilter filter)
    {
        var logs = filter.BlockHash is { } hash
            ? _byHash[hash].Logs
            : _blocks.Skip((int)filter.FromBlock).Take((int)(filter.ToBlock - filter.FromBlock + 1)).SelectMany(b => b.Logs);
        return [.. logs.Where(filter.Matches)];
    }

    private static byte[] Bloom(IEnumerable<LogEntry> logs)
    {
        var bloom = new byte[256];
        foreach (var value in logs.SelectMany(l => l.Topics.Select(t => t.ToArray()).Append(l.Address.ToArray())))
        {
            LogsBloom.Of(value).AddTo(bloom);
        }

        return bloom;
    }
}
