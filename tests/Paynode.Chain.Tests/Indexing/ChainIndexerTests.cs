using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Indexing;

public sealed class ChainIndexerTests(ChainDatabase database) : IClassFixture<ChainDatabase>
{
    private static readonly EscrowTerms Order = TestOrders.Terms(1);

    [Fact]
    public async Task A_lock_is_told_once_its_block_is_deep_enough()
    {
        var chain = new IndexedChain(database.Source, confirmations: 3);
        await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(1);
        await chain.CatchUpAsync();
        Assert.Empty(await chain.TakeAsync());

        chain.MineEmpty(1);
        await chain.CatchUpAsync();
        var notification = Assert.Single(await chain.TakeAsync());
        var locked = Assert.IsType<EscrowEvent.Locked>(notification.Event.Event);
        Assert.Equal((ChainNotificationKind.Confirmed, Order), (notification.Kind, locked.Terms));
        Assert.Equal(EscrowTerms.OrderOf(Order.Reference), notification.Event.OrderId);
        Assert.Equal(1, notification.Event.BlockNumber);
        Assert.Empty(await chain.TakeAsync());
    }

    [Fact]
    public async Task A_reference_that_a_stranger_wrote_names_no_order()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order with { Amount = 1 }));
        await chain.CatchUpAsync();
        Assert.Null(Assert.Single(await chain.TakeAsync()).Event.OrderId);
    }

    [Fact]
    public async Task Polling_again_without_a_new_block_changes_nothing()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        await chain.TakeAsync();
        var poll = await chain.PollAsync();
        Assert.Equal((0, 0, 0), (poll.Observed, poll.Withdrawn, poll.Confirmed));
        Assert.Empty(await chain.TakeAsync());
    }

    [Fact]
    public async Task An_event_that_vanished_before_it_was_confirmed_is_never_told()
    {
        var chain = new IndexedChain(database.Source, confirmations: 3);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        chain.Node.Drop(1);
        chain.MineEmpty(5);
        var poll = await chain.CatchUpAsync();
        Assert.Equal((1, 1), (poll.ReorgDepth, poll.Withdrawn));
        Assert.Empty(await chain.TakeAsync());
        Assert.Equal(ChainEventState.Withdrawn, Assert.Single(await FindAsync(chain)).State);
    }

    [Fact]
    public async Task An_event_that_moved_to_another_block_is_told_once()
    {
        var chain = new IndexedChain(database.Source, confirmations: 2);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        chain.Node.Drop(1);
        chain.MineEmpty(1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(1);
        await chain.CatchUpAsync();
        Assert.Equal(2, Assert.Single(await chain.TakeAsync()).Event.BlockNumber);
    }

    [Fact]
    public async Task An_event_told_and_then_withdrawn_is_revoked()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        var told = Assert.Single(await chain.TakeAsync());
        chain.Node.Drop(1);
        chain.MineEmpty(2);
        await chain.CatchUpAsync();
        var revoked = Assert.Single(await chain.TakeAsync());
        Assert.Equal((ChainNotificationKind.Withdrawn, told.Key + ":withdrawn"), (revoked.Kind, revoked.Key));
    }

    [Fact]
    public async Task An_event_taken_but_not_marked_is_revoked_after_it_was_told_again()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync(mark: false));
        chain.Node.Drop(1);
        chain.MineEmpty(2);
        await chain.CatchUpAsync();
        Assert.Empty(await chain.TakeAsync());

        chain.Time.Advance(ChainEventStore.Lease);
        Assert.Equal(ChainNotificationKind.Confirmed, Assert.Single(await chain.TakeAsync()).Kind);
        Assert.Equal(ChainNotificationKind.Withdrawn, Assert.Single(await chain.TakeAsync()).Kind);
    }

    [Fact]
    public async Task A_block_that_comes_back_tells_its_events_anew_under_another_key()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        var first = Assert.Single(await chain.TakeAsync());
        var dropped = chain.Node.Drop(1);
        chain.MineEmpty(1);
        await chain.CatchUpAsync();
        Assert.Equal(ChainNotificationKind.Withdrawn, Assert.Single(await chain.TakeAsync()).Kind);

        chain.Node.Drop(1);
        chain.Node.Restore(dropped);
        chain.MineEmpty(1);
        await chain.CatchUpAsync();
        var second = Assert.Single(await chain.TakeAsync());
        Assert.Equal((ChainNotificationKind.Confirmed, first.Key + ":2"), (second.Kind, second.Key));
    }

    [Fact]
    public async Task A_block_that_comes_back_before_anyone_heard_of_its_absence_tells_nothing()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        await chain.TakeAsync();
        var dropped = chain.Node.Drop(1);
        chain.MineEmpty(1);
        await chain.CatchUpAsync();
        chain.Node.Drop(1);
        chain.Node.Restore(dropped);
        await chain.CatchUpAsync();
        Assert.Empty(await chain.TakeAsync());
        Assert.Equal(ChainEventState.Dispatched, Assert.Single(await FindAsync(chain)).State);
    }

    [Fact]
    public async Task A_chain_that_became_shorter_is_rolled_back_once_it_differs()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.MineEmpty(3);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        chain.Node.Drop(3);
        chain.MineEmpty(1);
        var poll = await chain.CatchUpAsync();
        Assert.Equal((3, 1), (poll.ReorgDepth, poll.Withdrawn));
    }

    [Fact]
    public async Task A_reorganisation_deeper_than_what_is_kept_stops_the_indexer_and_changes_nothing()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1, o => o with { ReorgWindow = 8 });
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(20);
        await chain.CatchUpAsync();
        chain.Node.Drop(20);
        chain.MineEmpty(21);
        await Assert.ThrowsAsync<ChainReorgTooDeepException>(chain.PollAsync);
        Assert.Equal(ChainEventState.Confirmed, Assert.Single(await FindAsync(chain)).State);
    }

    [Fact]
    public async Task A_reorganisation_down_to_the_first_block_is_rolled_back()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1, o => o with { StartBlock = 1 });
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        chain.Node.Drop(1);
        chain.MineEmpty(1);
        Assert.Equal(1, (await chain.CatchUpAsync()).Withdrawn);
    }

    [Fact]
    public async Task Larger_amounts_wait_for_more_confirmations()
    {
        var chain = new IndexedChain(database.Source, configure: o => o with
        {
            Confirmations = new ConfirmationPolicy(
                new ConfirmationRequirement(ConfirmationKind.Finalized),
                new Dictionary<Primitives.Address, IReadOnlyList<ConfirmationRule>>
                {
                    [TestOrders.Token] =
                    [
                        new ConfirmationRule(100, new ConfirmationRequirement(ConfirmationKind.Depth, 1)),
                        new ConfirmationRule(1000, new ConfirmationRequirement(ConfirmationKind.Safe)),
                    ],
                }),
        });
        chain.Node.Mine(
            ScriptedLog.Locked(chain.Escrow, TestOrders.Terms(1, 100)),
            ScriptedLog.Locked(chain.Escrow, TestOrders.Terms(2, 1000)),
            ScriptedLog.Locked(chain.Escrow, TestOrders.Terms(3, 1001)));
        var told = new List<(long Head, int Amount)>();
        for (var i = 0; i < 10; i++)
        {
            await chain.CatchUpAsync();
            told.AddRange((await chain.TakeAsync()).Select(n => (chain.Node.HeadNumber, (int)n.Event.Event.Amount)));
            chain.MineEmpty(1);
        }

        Assert.Equal([(1, 100), (5, 1000), (9, 1001)], told);
    }

    [Fact]
    public async Task Two_indexers_of_one_chain_do_not_disturb_each_other()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        var other = chain.NewIndexer(chain.Node);
        for (var i = 0; i < 20; i++)
        {
            chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, TestOrders.Terms(i)));
            await Task.WhenAll(chain.PollAsync(), other.PollAsync(default));
        }

        await chain.CatchUpAsync();
        Assert.Equal(20, (await chain.TakeAsync()).DistinctBy(n => n.Key).Count());
    }

    [Fact]
    public async Task A_poll_that_is_cut_off_leaves_no_trace()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        using var cut = new CancellationTokenSource();
        chain.Node.OnRequest = request => _ = request == "blocks" ? cut.CancelAsync() : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => chain.Indexer.PollAsync(cut.Token));
        Assert.Empty(await chain.TakeAsync());
        chain.Node.OnRequest = _ => { };
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync());
    }

    private static Task<IReadOnlyList<ChainEvent>> FindAsync(IndexedChain chain) =>
        chain.Store.FindAsync(chain.Escrow.OrderIdOf(Order), default);
}
