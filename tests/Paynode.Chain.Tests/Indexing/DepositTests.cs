using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Indexing;

public sealed class DepositTests(ChainDatabase database) : IClassFixture<ChainDatabase>
{
    private static readonly EscrowTerms Order = TestOrders.Terms(1);

    [Fact]
    public async Task A_transfer_to_a_deposit_address_is_seen_at_once()
    {
        var chain = new IndexedChain(database.Source);
        var deposit = await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.Node.Mine(Transfer(deposit.Address, 5));
        await chain.CatchUpAsync();
        var notification = Assert.Single(await chain.TakeAsync());
        Assert.Equal(new EscrowEvent.DepositSeen(deposit.Address, TestOrders.Token, TestOrders.Payer, 5), notification.Event.Event);
        Assert.Equal((deposit.OrderId, EscrowTerms.OrderOf(Order.Reference)), (notification.Event.EscrowOrderId, notification.Event.OrderId));
    }

    [Fact]
    public async Task Each_part_of_a_deposit_is_seen()
    {
        var chain = new IndexedChain(database.Source);
        var deposit = await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.Node.Mine(Transfer(deposit.Address, 400_000), Transfer(deposit.Address, 600_000));
        await chain.CatchUpAsync();
        Assert.Equal([400_000, 600_000], (await chain.TakeAsync()).Select(n => (int)n.Event.Event.Amount));
    }

    [Fact]
    public async Task Another_token_at_a_deposit_address_is_seen_as_such()
    {
        var chain = new IndexedChain(database.Source);
        var deposit = await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.Node.Mine(ScriptedLog.Transfer(TestOrders.OtherToken, TestOrders.Payer, deposit.Address, 7));
        await chain.CatchUpAsync();
        Assert.Equal(TestOrders.OtherToken, Assert.Single(await chain.TakeAsync()).Event.Event.Token);
    }

    [Fact]
    public async Task A_transfer_of_nothing_means_nothing()
    {
        var chain = new IndexedChain(database.Source);
        var deposit = await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.Node.Mine(Transfer(deposit.Address, 0), Transfer(deposit.Address, 1));
        await chain.CatchUpAsync();
        Assert.Equal(1, (int)Assert.Single(await chain.TakeAsync()).Event.Event.Amount);
    }

    [Fact]
    public async Task Transfers_to_others_are_not_seen()
    {
        var chain = new IndexedChain(database.Source);
        await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.Node.Mine(Transfer(TestOrders.Provider, 5), ScriptedLog.Transfer(TestOrders.Account("unknown token"), TestOrders.Payer, TestOrders.Provider, 5));
        await chain.CatchUpAsync();
        Assert.Empty(await chain.TakeAsync());
    }

    [Fact]
    public async Task The_address_of_an_order_that_ended_is_asked_for_at_the_second_reading_only_and_what_comes_there_is_seen()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1, o => o with { AuditLag = 2, AuditChunk = 4 });
        var ended = await chain.Deposits.RegisterDepositAsync(Order, default);
        await CloseAsync(chain, ended, TimeSpan.FromMinutes(6));
        var asked = 0;
        chain.Node.OnLogs = (filter, logs) =>
        {
            asked += filter.Topics.Any(topic => topic.Contains(ended.Address.ToWord())) ? 1 : 0;
            return logs;
        };

        chain.Node.Mine(Transfer(ended.Address, 5));
        chain.MineEmpty(1);
        await chain.CatchUpAsync();
        Assert.Empty(await chain.TakeAsync());
        Assert.Equal(0, asked);

        chain.MineEmpty(6);
        await chain.CatchUpAsync();
        await chain.CatchUpAsync();
        Assert.Equal(5, (int)Assert.Single(await chain.TakeAsync()).Event.Event.Amount);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task What_comes_right_after_an_orders_end_is_seen_at_once()
    {
        var chain = new IndexedChain(database.Source);
        var ended = await chain.Deposits.RegisterDepositAsync(Order, default);
        await CloseAsync(chain, ended, TimeSpan.FromMinutes(4));

        chain.Node.Mine(Transfer(ended.Address, 5));
        await chain.CatchUpAsync();

        Assert.Single(await chain.TakeAsync());
    }

    private async Task CloseAsync(IndexedChain chain, EscrowDeposit deposit, TimeSpan ago)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await DepositRegistry.CloseAsync(connection, chain.Node.ChainId, deposit.OrderId, chain.Time.GetUtcNow() - ago, default);
    }

    [Fact]
    public async Task A_late_deposit_is_seen_with_its_time_until_the_grace_is_over()
    {
        var chain = new IndexedChain(database.Source, configure: o => o with { DepositGrace = TimeSpan.FromSeconds(10) });
        // Block n of the scripted chain is 2n seconds after its start.
        var late = Order with { DeadlineSeconds = chain.Node.Head.TimestampSeconds + 2 };
        var deposit = await chain.Deposits.RegisterDepositAsync(late, default);
        chain.MineEmpty(3);
        chain.Node.Mine(Transfer(deposit.Address, 1));
        await chain.CatchUpAsync();
        var seen = Assert.Single(await chain.TakeAsync()).Event;
        Assert.True(seen.BlockTime.ToUnixTimeSeconds() > late.DeadlineSeconds);

        chain.MineEmpty(10);
        chain.Node.Mine(Transfer(deposit.Address, 2));
        await chain.CatchUpAsync();
        Assert.Empty(await chain.TakeAsync());
    }

    [Fact]
    public async Task What_left_a_deposit_address_belongs_to_its_order()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        var deposit = await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.Node.Mine(ScriptedLog.DepositReturned(chain.Escrow, Order, TestOrders.Token, 9));
        await chain.CatchUpAsync();
        var notification = Assert.Single(await chain.TakeAsync());
        Assert.IsType<EscrowEvent.DepositReturned>(notification.Event.Event);
        Assert.Equal(deposit.OrderId, notification.Event.EscrowOrderId);
    }

    [Fact]
    public async Task Many_deposit_addresses_are_asked_for_in_chunks()
    {
        var chain = new IndexedChain(database.Source, configure: o => o with { DepositChunk = 10 });
        var queries = new List<int>();
        chain.Node.OnLogs = (filter, logs) =>
        {
            queries.Add(filter.Topics.Count > 2 ? filter.Topics[2].Count : 0);
            return logs;
        };
        var deposits = new List<EscrowDeposit>();
        for (var i = 0; i < 25; i++)
        {
            deposits.Add(await chain.Deposits.RegisterDepositAsync(TestOrders.Terms(i), default));
        }

        chain.Node.Mine([.. deposits.Select(d => Transfer(d.Address, 3))]);
        await chain.CatchUpAsync();
        Assert.Equal(25, (await chain.TakeAsync()).Select(n => n.Event.EscrowOrderId).Distinct().Count());
        Assert.Equal([0, 5, 10, 10], queries.Order());
    }

    [Fact]
    public async Task Registering_twice_changes_nothing_and_the_terms_come_back_whole()
    {
        var chain = new IndexedChain(database.Source);
        var first = await chain.Deposits.RegisterDepositAsync(Order, default);
        Assert.Equal(first, await chain.Deposits.RegisterDepositAsync(Order, default));
        Assert.Equal(first, await chain.Deposits.FindAsync(first.OrderId, default));
    }

    private static ScriptedLog Transfer(Address to, int amount) => ScriptedLog.Transfer(TestOrders.Token, TestOrders.Payer, to, amount);
}
