using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Tests.Support;

/// <summary>A scripted chain with an indexer over it. Every instance has a chain id of its own.</summary>
internal sealed class IndexedChain
{
    private static long s_lastChainId = 1_000_000;

    public IndexedChain(NpgsqlDataSource source, int confirmations = 3, Func<ChainIndexerOptions, ChainIndexerOptions>? configure = null)
    {
        Node = new ScriptedChain(Interlocked.Increment(ref s_lastChainId));
        Escrow = TestOrders.Escrow(Node.ChainId);
        Options = new ChainIndexerOptions
        {
            ChainId = Node.ChainId,
            Escrows = [Escrow.Address],
            Tokens = [TestOrders.Token, TestOrders.OtherToken],
            Confirmations = new ConfirmationPolicy(new ConfirmationRequirement(ConfirmationKind.Depth, confirmations)),
        };
        Options = configure?.Invoke(Options) ?? Options;
        Source = source;
        Store = new ChainEventStore(source, Time);
        Deposits = new DepositRegistry(Escrow, source, Time);
        Indexer = NewIndexer(Node);
    }

    public ScriptedChain Node { get; }

    public EscrowContract Escrow { get; }

    public ChainIndexerOptions Options { get; }

    public NpgsqlDataSource Source { get; }

    public ManualTime Time { get; } = new();

    public ChainIndexer Indexer { get; set; }

    public ChainEventStore Store { get; }

    public DepositRegistry Deposits { get; }

    /// <summary>Another process, over the same tables.</summary>
    public ChainIndexer NewIndexer(IChainClient client) => new(client, Options, Source, Time, NullLogger<ChainIndexer>.Instance);

    public Task<ChainPoll> PollAsync() => Indexer.PollAsync(default);

    public async Task<ChainPoll> CatchUpAsync()
    {
        ChainPoll poll;
        do
        {
            poll = await PollAsync();
        }
        while (!poll.IsCaughtUp && poll.Outcome == ChainPollOutcome.Read);
        return poll;
    }

    public void MineEmpty(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Node.Mine();
        }
    }

    /// <summary>Takes the notifications of this chain, and marks them.</summary>
    public async Task<IReadOnlyList<ChainNotification>> TakeAsync(bool mark = true)
    {
        var notifications = (await Store.TakeConfirmedAsync(10_000, default)).Where(n => n.Event.ChainId == Node.ChainId).ToArray();
        if (mark)
        {
            await Store.MarkDispatchedAsync([.. notifications.Select(n => n.Id)], default);
        }

        return notifications;
    }
}
