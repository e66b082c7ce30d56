using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Indexing;

/// <summary>Nodes that lie, lag, fork, cut short and refuse.</summary>
public sealed class BadNodeTests(ChainDatabase database) : IClassFixture<ChainDatabase>
{
    private static readonly EscrowTerms Order = TestOrders.Terms(1);

    [Fact]
    public async Task A_node_that_falls_behind_changes_nothing()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(3);
        await chain.CatchUpAsync();
        var behind = chain.Node.Drop(3);
        var poll = await chain.PollAsync();
        Assert.Equal((ChainPollOutcome.NodeLags, 0), (poll.Outcome, poll.ReorgDepth));
        chain.Node.Restore(behind);
        chain.MineEmpty(1);
        Assert.Equal((ChainPollOutcome.Read, 0), ((await chain.PollAsync()).Outcome, poll.ReorgDepth));
        Assert.Single(await chain.TakeAsync());
    }

    [Fact]
    public async Task A_node_that_names_a_head_it_does_not_have_changes_nothing()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.MineEmpty(5);
        var head = chain.Node.Head;
        var lag = 0;
        chain.Node.OnHeader = header => header is null || header.Number > head.Number - lag ? header == head ? head : null : header;
        lag = 2;
        Assert.Equal(ChainPollOutcome.Inconsistent, (await chain.PollAsync()).Outcome);
        lag = 0;
        Assert.Equal(ChainPollOutcome.Read, (await chain.PollAsync()).Outcome);
    }

    [Fact]
    public async Task Blocks_that_claim_to_be_of_the_future_hide_no_deposit()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.OnHeader = header => header is null ? null : header with { TimestampSeconds = 4_000_000_000 };
        var deposit = await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.Node.Mine(ScriptedLog.Transfer(TestOrders.Token, TestOrders.Payer, deposit.Address, 1_000_000));
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync());
    }

    [Fact]
    public async Task Logs_of_another_fork_than_the_headers_change_nothing()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        var stray = Bytes32.Parse(new string('e', 64));
        chain.Node.OnLogs = (_, logs) => [.. logs.Select(l => l with { BlockHash = stray })];
        Assert.Equal(ChainPollOutcome.Inconsistent, (await chain.PollAsync()).Outcome);
        Assert.Empty(await chain.TakeAsync());
    }

    [Fact]
    public async Task Headers_that_do_not_chain_up_change_nothing()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(3);
        chain.Node.OnHeader = h => h?.Number == 2 ? h with { Hash = Bytes32.Parse(new string('d', 64)) } : h;
        Assert.Equal(ChainPollOutcome.Inconsistent, (await chain.PollAsync()).Outcome);
        Assert.Empty(await chain.TakeAsync());
    }

    [Fact]
    public async Task A_reorganisation_between_two_answers_is_read_again()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(1);
        var forked = false;
        chain.Node.OnRequest = request =>
        {
            if (request == "blocks" && !forked)
            {
                forked = true;
                chain.Node.Drop(2);
                chain.MineEmpty(3);
            }
        };
        Assert.Equal(ChainPollOutcome.Inconsistent, (await chain.PollAsync()).Outcome);
        await chain.CatchUpAsync();
        Assert.Empty(await chain.TakeAsync());
    }

    [Fact]
    public async Task Events_left_out_of_an_answer_are_found_through_the_bloom_filter()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.Node.OnLogs = (filter, logs) => filter.BlockHash is null ? [] : logs;
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync());
    }

    [Fact]
    public async Task Events_left_out_without_a_trace_are_found_when_the_block_is_read_again()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1, o => o with { AuditLag = 2, AuditChunk = 4 });
        chain.Node.HasBloom = false;
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(1);
        chain.Node.OnLogs = (_, _) => [];
        await chain.CatchUpAsync();
        Assert.Empty(await chain.TakeAsync());

        chain.Node.OnLogs = (_, logs) => logs;
        chain.MineEmpty(6);
        await chain.CatchUpAsync();
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync());
    }

    [Fact]
    public async Task An_event_that_was_made_up_is_withdrawn_when_the_block_is_read_again()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1, o => o with { AuditLag = 2, AuditChunk = 4 });
        var block = chain.Node.Mine();
        var real = ScriptedLog.Locked(chain.Escrow, Order);
        chain.Node.OnLogs = (filter, logs) => filter.ToBlock == block.Header.Number && filter.Topics[0].Count > 1
            ? [new LogEntry(real.Contract, real.Topics, real.Data, block.Header.Number, block.Header.Hash, block.Header.Hash, 0)]
            : logs;
        await chain.CatchUpAsync();
        Assert.Equal(ChainNotificationKind.Confirmed, Assert.Single(await chain.TakeAsync()).Kind);

        chain.MineEmpty(6);
        await chain.CatchUpAsync();
        await chain.CatchUpAsync();
        Assert.Equal(ChainNotificationKind.Withdrawn, Assert.Single(await chain.TakeAsync()).Kind);
    }

    [Fact]
    public async Task An_answer_cut_short_on_the_second_reading_withdraws_nothing()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1, o => o with { AuditLag = 2, AuditChunk = 4 });
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(1);
        await chain.CatchUpAsync();
        chain.Node.OnLogs = (_, _) => [];
        chain.MineEmpty(6);
        await chain.CatchUpAsync();
        await chain.CatchUpAsync();
        Assert.Equal(ChainNotificationKind.Confirmed, Assert.Single(await chain.TakeAsync()).Kind);
    }

    [Fact]
    public async Task Reindexing_finds_what_was_missed_at_once_and_tells_nothing_twice()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.HasBloom = false;
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order), ScriptedLog.Locked(chain.Escrow, TestOrders.Terms(2)));
        chain.Node.OnLogs = (_, logs) => [.. logs.Take(1)];
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync());

        chain.Node.OnLogs = (_, logs) => logs;
        var again = await chain.Indexer.ReindexAsync(0, default);
        Assert.Equal(new ReadAgain(0, chain.Node.HeadNumber), again);
        Assert.Equal(again.ToBlock, (await chain.Store.ProgressAsync(chain.Node.ChainId, default))!.RereadBlock);
        await chain.PollAsync();
        await chain.PollAsync();
        Assert.Null((await chain.Store.ProgressAsync(chain.Node.ChainId, default))!.RereadBlock);
        Assert.Equal(chain.Escrow.OrderIdOf(TestOrders.Terms(2)), Assert.Single(await chain.TakeAsync()).Event.EscrowOrderId);
    }

    [Fact]
    public async Task A_deposit_to_an_address_registered_late_is_seen_on_the_second_reading()
    {
        var chain = new IndexedChain(database.Source, configure: o => o with { AuditLag = 1, AuditChunk = 2 });
        var address = chain.Escrow.DepositAddressOf(chain.Escrow.OrderIdOf(Order));
        chain.Node.Mine(ScriptedLog.Transfer(TestOrders.Token, TestOrders.Payer, address, 5));
        await chain.CatchUpAsync();
        await chain.Deposits.RegisterDepositAsync(Order, default);
        chain.MineEmpty(3);
        await chain.CatchUpAsync();
        await chain.CatchUpAsync();
        Assert.IsType<EscrowEvent.DepositSeen>(Assert.Single(await chain.TakeAsync()).Event.Event);
    }

    [Theory]
    [InlineData(RpcErrorKind.RangeTooLarge)]
    [InlineData(RpcErrorKind.ResponseTooLarge)]
    [InlineData(RpcErrorKind.Timeout)]
    public async Task A_range_that_is_too_much_is_split_until_it_is_not(RpcErrorKind refusal)
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        var asked = new List<long>();
        chain.Node.OnLogs = (filter, logs) =>
        {
            asked.Add(filter.ToBlock - filter.FromBlock + 1);
            return filter.ToBlock - filter.FromBlock < 7 ? logs : throw new ChainRpcException(refusal, "too much");
        };
        chain.MineEmpty(50);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync());
        Assert.Equal(52, asked[0]);
        Assert.All(asked.Skip(4), size => Assert.InRange(size, 1, 13));
    }

    // The words and codes are those of real providers, and one that nobody has used yet.
    [Theory]
    [InlineData("eth_getLogs is limited to a 5 range, upgrade from discover plan")]
    [InlineData("exceed maximum block span: 5")]
    [InlineData("ranges over 5 blocks are not supported on freetier")]
    [InlineData("please be gentle")]
    public async Task Poll_NodeRefusesRangesInUnknownWords_ReadsOn(string words)
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        var sizes = LimitRanges(chain, blocks: 5, new ChainRpcException(RpcErrorKind.Other, words));
        chain.MineEmpty(50);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync());
        Assert.InRange(sizes.Count(size => size > 5), 1, 8);
    }

    [Theory]
    [InlineData(RpcErrorKind.RateLimited)]
    [InlineData(RpcErrorKind.Unavailable)]
    [InlineData(RpcErrorKind.Malformed)]
    [InlineData(RpcErrorKind.Disagreement)]
    [InlineData(RpcErrorKind.UnknownBlock)]
    public async Task Poll_NodeRefusesRangesWithAnyKind_ReadsOn(RpcErrorKind kind)
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        LimitRanges(chain, blocks: 1, new ChainRpcException(kind, "no"));
        chain.MineEmpty(20);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync());
    }

    [Fact]
    public async Task Poll_NodeServesLargeRangesAgain_AsksForThemAgain()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        var sizes = LimitRanges(chain, blocks: 5, new ChainRpcException(RpcErrorKind.Other, "no"));
        chain.MineEmpty(400);
        for (var read = 0; read < 60; read++)
        {
            await chain.PollAsync();
        }

        Assert.Equal(5, sizes[^1]);
        chain.Node.OnLogs = (filter, logs) =>
        {
            sizes.Add(filter.ToBlock - filter.FromBlock + 1);
            return logs;
        };
        chain.MineEmpty(2000);
        await chain.CatchUpAsync();
        Assert.Contains(sizes, size => size > 500);
    }

    [Theory]
    [InlineData(RpcErrorKind.Other)]
    [InlineData(RpcErrorKind.RangeTooLarge)]
    [InlineData(RpcErrorKind.ResponseTooLarge)]
    [InlineData(RpcErrorKind.Malformed)]
    [InlineData(RpcErrorKind.RateLimited)]
    [InlineData(RpcErrorKind.Timeout)]
    [InlineData(RpcErrorKind.Unavailable)]
    public async Task Poll_NodeRefusesManyAddresses_AsksForFewer(RpcErrorKind kind)
    {
        var chain = await WatchingAsync(20);
        chain.Node.OnLogs = (filter, logs) => AddressesOf(filter) > 3 ? throw new ChainRpcException(kind, "exceed max topics") : logs;
        var paid = chain.Escrow.DepositAddressOf(chain.Escrow.OrderIdOf(TestOrders.Terms(17)));
        chain.MineEmpty(10);
        chain.Node.Mine(ScriptedLog.Transfer(TestOrders.Token, TestOrders.Payer, paid, 5));
        await chain.CatchUpAsync();
        Assert.IsType<EscrowEvent.DepositSeen>(Assert.Single(await chain.TakeAsync()).Event.Event);
    }

    // A load balancer names the head that one node has, and asks another, which does not have it yet.
    [Theory]
    [InlineData(RpcErrorKind.UnknownBlock, true)]
    [InlineData(RpcErrorKind.UnknownBlock, false)]
    [InlineData(RpcErrorKind.Disagreement, true)]
    [InlineData(RpcErrorKind.Disagreement, false)]
    public async Task Poll_NodeLagsAtTheHead_AsksForAsManyAddressesAgain(RpcErrorKind kind, bool failsEveryQuery)
    {
        var chain = await WatchingAsync(20, chunk: 8);
        await chain.CatchUpAsync();
        var head = chain.Node.Mine().Header.Number;
        var asked = new List<int>();
        chain.Node.OnLogs = (filter, logs) =>
        {
            asked.Add(AddressesOf(filter));
            return filter.ToBlock >= head && (failsEveryQuery || asked[^1] > 0) ? throw new ChainRpcException(kind, "no such block") : logs;
        };
        Assert.Equal(kind, (await Assert.ThrowsAsync<ChainRpcException>(chain.PollAsync)).Kind);
        Assert.InRange(asked.Count, 1, 2);

        asked.Clear();
        head++;
        await chain.CatchUpAsync();
        Assert.Equal([0, 8, 8, 4], asked);
    }

    [Theory]
    [InlineData(RpcErrorKind.UnknownBlock)]
    [InlineData(RpcErrorKind.Disagreement)]
    public async Task Poll_NodeLagsAtTheHead_AsksForAsManyBlocksAgain(RpcErrorKind kind)
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.MineEmpty(16);
        var head = chain.Node.HeadNumber;
        var sizes = new List<long>();
        chain.Node.OnLogs = (filter, logs) =>
        {
            sizes.Add(filter.ToBlock - filter.FromBlock + 1);
            return filter.ToBlock >= head ? throw new ChainRpcException(kind, "no such block") : logs;
        };
        await Assert.ThrowsAsync<ChainRpcException>(chain.CatchUpAsync);
        Assert.Equal(head - 1, (await chain.Store.ProgressAsync(chain.Node.ChainId, default))!.BlockNumber);

        sizes.Clear();
        chain.MineEmpty(99);
        head = long.MaxValue;
        await chain.CatchUpAsync();
        Assert.Equal(100, sizes[0]);
    }

    [Theory]
    [InlineData(RpcErrorKind.Unavailable)]
    [InlineData(RpcErrorKind.Other)]
    public async Task Poll_AfterAnOutage_AsksForAsManyAddressesAgain(RpcErrorKind kind)
    {
        var chain = await WatchingAsync(20, chunk: 8);
        await chain.CatchUpAsync();
        chain.Node.Mine();
        var asked = new List<int>();
        chain.Node.OnLogs = (filter, _) =>
        {
            asked.Add(AddressesOf(filter));
            throw new ChainRpcException(kind, "away");
        };
        await Assert.ThrowsAsync<ChainRpcException>(chain.PollAsync);
        Assert.Equal([0], asked);

        asked.Clear();
        chain.Node.OnLogs = (filter, logs) =>
        {
            asked.Add(AddressesOf(filter));
            return logs;
        };
        await chain.CatchUpAsync();
        Assert.Equal([0, 8, 8, 4], asked);
    }

    [Fact]
    public async Task Poll_CutShortByItsTimeLimit_AsksForFewerBlocks()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.MineEmpty(63);
        using var limit = new CancellationTokenSource();
        var sizes = new List<long>();
        chain.Node.OnLogs = (filter, logs) =>
        {
            sizes.Add(filter.ToBlock - filter.FromBlock + 1);
            limit.Cancel();
            limit.Token.ThrowIfCancellationRequested();
            return logs;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => chain.Indexer.PollAsync(limit.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => chain.Indexer.PollAsync(default));
        Assert.Equal([64, 32], sizes);
    }

    [Fact]
    public async Task Poll_SecondReadingFails_ReadsOnAndReportsIt()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1, o => o with { AuditLag = 2, AuditChunk = 4 });
        using var stalled = new GaugeReading("Paynode.Chain", "paynode.chain.audit.stalled", ("chain.id", chain.Node.ChainId));
        using var behind = new GaugeReading("Paynode.Chain", "paynode.chain.audit.behind", ("chain.id", chain.Node.ChainId));
        chain.MineEmpty(3);
        await chain.CatchUpAsync();
        Assert.Equal(0, stalled.Last);

        var failures = 0;
        chain.Node.OnLogs = (filter, logs) =>
        {
            if (filter.FromBlock > 3)
            {
                return logs;
            }

            failures++;
            throw new ChainRpcException(RpcErrorKind.Other, "pruned");
        };
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(6);
        for (var poll = 0; poll < 5; poll++)
        {
            chain.MineEmpty(1);
            var read = await chain.PollAsync();
            Assert.Equal((ChainPollOutcome.Read, chain.Node.HeadNumber), (read.Outcome, read.BlockNumber));
        }

        Assert.Single(await chain.TakeAsync());
        var halvings = failures;
        Assert.NotEqual(0, halvings);
        chain.Time.Advance(TimeSpan.FromMinutes(10));
        await chain.PollAsync();
        Assert.True(failures > halvings);
        Assert.Equal((600, chain.Node.HeadNumber - 2 + 1), (stalled.Last, behind.Last));

        chain.Node.OnLogs = (_, logs) => logs;
        chain.Time.Advance(TimeSpan.FromMinutes(1));
        await chain.PollAsync();
        Assert.Equal(0, stalled.Last);
        for (var poll = 0; poll < 5; poll++)
        {
            await chain.PollAsync();
        }

        Assert.InRange(behind.Last!.Value, 0, chain.Options.AuditChunk - 1);
    }

    /// <summary>A chain with orders whose deposit addresses are watched.</summary>
    private async Task<IndexedChain> WatchingAsync(int orders, int chunk = 500)
    {
        var chain = new IndexedChain(database.Source, confirmations: 1, o => o with { DepositChunk = chunk });
        foreach (var number in Enumerable.Range(1, orders))
        {
            await chain.Deposits.RegisterDepositAsync(TestOrders.Terms(number), default);
        }

        return chain;
    }

    private static int AddressesOf(LogFilter filter) => filter.Topics is [_, _, { Count: var count }] ? count : 0;

    [Fact]
    public async Task CursorWatch_CursorStandsStillWhileTheHeadMoves_Throws()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        var watch = new CursorWatch(chain.Store, chain.Time);
        await watch.RequireProgressAsync(chain.Node, chain.Node.ChainId, default);
        await chain.CatchUpAsync();
        using var stalled = new GaugeReading("Paynode.Chain", "paynode.chain.cursor.stalled", ("chain.id", chain.Node.ChainId));
        using var behind = new GaugeReading("Paynode.Chain", "paynode.chain.blocks.behind", ("chain.id", chain.Node.ChainId));

        chain.Node.OnLogs = (_, _) => throw new ChainRpcException(RpcErrorKind.Other, "no");
        chain.Time.Advance(CursorWatch.Limit * 2);
        await watch.RequireProgressAsync(chain.Node, chain.Node.ChainId, default);
        chain.MineEmpty(3);
        await Assert.ThrowsAsync<ChainRpcException>(chain.PollAsync);
        var error = await Assert.ThrowsAsync<ChainCursorStalledException>(
            () => watch.RequireProgressAsync(chain.Node, chain.Node.ChainId, default));
        Assert.Contains($"block {chain.Node.HeadNumber - 3},", error.Message, StringComparison.Ordinal);
        Assert.Equal(((long)(CursorWatch.Limit * 2).TotalSeconds, 3), (stalled.Last, behind.Last));

        chain.Node.OnLogs = (_, logs) => logs;
        await chain.CatchUpAsync();
        await watch.RequireProgressAsync(chain.Node, chain.Node.ChainId, default);
        Assert.Equal((0, 0), (stalled.Last, behind.Last));
    }

    /// <returns>The sizes of all ranges asked for.</returns>
    private static List<long> LimitRanges(IndexedChain chain, int blocks, ChainRpcException refusal)
    {
        var sizes = new List<long>();
        chain.Node.OnLogs = (filter, logs) =>
        {
            sizes.Add(filter.ToBlock - filter.FromBlock + 1);
            return filter.BlockHash is not null || sizes[^1] <= blocks ? logs : throw refusal;
        };
        return sizes;
    }

    [Fact]
    public async Task A_single_block_that_is_too_much_is_an_error()
    {
        var chain = new IndexedChain(database.Source);
        chain.Node.OnLogs = (_, _) => throw new ChainRpcException(RpcErrorKind.RangeTooLarge, "too much");
        await Assert.ThrowsAsync<ChainRpcException>(chain.PollAsync);
    }

    [Fact]
    public async Task A_node_that_refuses_to_serve_leaves_everything_as_it_was()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        foreach (var request in new[] { "block", "logs", "blocks" })
        {
            chain.Node.OnRequest = r => _ = r == request ? throw new ChainRpcException(RpcErrorKind.RateLimited, "busy") : r;
            if (request != "blocks")
            {
                await Assert.ThrowsAsync<ChainRpcException>(chain.PollAsync);
            }
        }

        chain.Node.OnRequest = _ => { };
        await chain.CatchUpAsync();
        Assert.Single(await chain.TakeAsync());
    }

    [Fact]
    public async Task A_log_the_contract_cannot_have_emitted_stops_the_poll()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1);
        var real = ScriptedLog.Locked(chain.Escrow, Order);
        chain.Node.Mine(real with { Data = real.Data[..64] });
        Assert.Equal(ChainPollOutcome.Inconsistent, (await chain.PollAsync()).Outcome);
    }

    [Fact]
    public async Task A_safe_block_of_another_fork_confirms_nothing()
    {
        var chain = new IndexedChain(database.Source, configure: o => o with
        {
            Confirmations = new ConfirmationPolicy(new ConfirmationRequirement(ConfirmationKind.Safe)),
        });
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, Order));
        chain.MineEmpty(10);
        await chain.CatchUpAsync();
        await chain.TakeAsync();
        chain.Node.Mine(ScriptedLog.Locked(chain.Escrow, TestOrders.Terms(2)));
        chain.MineEmpty(10);
        var safe = chain.Node.HeadNumber - chain.Node.SafeDepth;
        var answers = 0;
        chain.Node.OnHeader = h => h?.Number == safe && ++answers > 1 ? h with { Hash = Bytes32.Parse(new string('f', 64)) } : h;
        await chain.CatchUpAsync();
        await chain.CatchUpAsync();
        Assert.Empty(await chain.TakeAsync());
    }

    [Fact]
    public async Task Another_chain_in_the_place_of_the_old_one_stops_the_indexer()
    {
        var chain = new IndexedChain(database.Source, configure: o => o with { ReorgWindow = 8 });
        chain.MineEmpty(30);
        await chain.CatchUpAsync();
        chain.Node.Drop(28);
        await Assert.ThrowsAsync<ChainReorgTooDeepException>(chain.PollAsync);
    }
}
