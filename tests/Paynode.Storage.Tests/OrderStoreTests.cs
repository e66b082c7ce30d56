using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class OrderStoreTests(StorageDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task An_order_comes_back_as_it_went_in()
    {
        var order = await Database.StoredOrderAsync(reference: "INV-1");

        Assert.Equal(order, await Database.Orders.FindAsync(order.Id));
        Assert.Equal(order, await Database.Orders.FindAsync(order.Id, order.Tenant));
        Assert.Equal(order, await Database.Orders.FindByEscrowIdAsync("base", $"0x{order.EscrowOrderId[2..].ToUpperInvariant()}"));
    }

    [Fact]
    public async Task Times_are_kept_to_the_microsecond_and_said_so_at_once()
    {
        var order = await Database.StoredOrderAsync(createdAt: Given.Now.AddTicks(1234567));

        Assert.Equal(Given.Now.AddTicks(1234560), order.CreatedAt);
        Assert.Equal(order, await Database.Orders.FindAsync(order.Id));
    }

    [Fact]
    public async Task Another_tenants_order_is_not_there()
    {
        var order = await Database.StoredOrderAsync();

        Assert.Null(await Database.Orders.FindAsync(order.Id, Given.Tenant()));
        Assert.Null(await Database.Orders.FindByEscrowIdAsync("other", order.EscrowOrderId));
    }

    [Fact]
    public async Task A_reference_is_unique_for_a_tenant_and_a_clash_leaves_the_transaction_usable()
    {
        var first = await Database.StoredOrderAsync(reference: "INV-7");
        var quote = Given.Quote(first.Tenant);
        await Database.Quotes.InsertAsync(quote);

        var second = await Database.Source.InTransactionAsync(async connection => (
            Clash: await Database.Orders.InsertAsync(connection, Given.Order(quote, "INV-7")),
            Retry: await Database.Orders.InsertAsync(connection, Given.Order(quote, "INV-8"))));

        Assert.Equal("reference_taken", second.Clash.Problem?.Code);
        Assert.True(second.Retry.Succeeded);
        Assert.NotNull(await Database.StoredOrderAsync(reference: "INV-7"));
    }

    [Fact]
    public async Task Many_that_want_one_reference_at_once_make_one_order()
    {
        var tenant = Given.Tenant();
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            var quote = Given.Quote(tenant);
            await Database.Quotes.InsertAsync(quote);
            return await Database.Source.InTransactionAsync(c => Database.Orders.InsertAsync(c, Given.Order(quote, "RACE")));
        })));

        Assert.Single(results, result => result.Succeeded);
        Assert.Equal(15, results.Count(result => result.Problem?.Code == "reference_taken"));
    }

    [Fact]
    public async Task Text_that_PostgreSQL_cannot_hold_is_stored_with_a_replacement()
    {
        var quote = Given.Quote(Given.Tenant());
        await Database.Quotes.InsertAsync(quote);
        var order = Given.Order(quote, "a\0b") with { Recipient = new Recipient("BANK", "1", "half \ud83d pair", "nul\0") };

        await Database.Source.InTransactionAsync(async connection =>
        {
            await Database.Orders.InsertAsync(connection, order);
            var data = new Dictionary<string, string> { ["reason"] = "x\0y\udc00" };
            await Database.Orders.AppendEventAsync(connection, order.Id, "note", Given.Now, data);
        });

        var stored = (await Database.Orders.FindAsync(order.Id))!;
        Assert.Equal("a\ufffdb", stored.Reference);
        Assert.Equal("half \ufffd pair", stored.Recipient.AccountName);
        Assert.Equal("x\ufffdy\ufffd", (await Database.Orders.EventsAsync(order.Id))[^1].Data["reason"]);
    }

    [Fact]
    public async Task Every_movement_is_an_event_in_order()
    {
        var order = await Database.StoredOrderAsync();

        await Database.WalkAsync(order.Id, OrderState.Settled);

        var events = await Database.Orders.EventsAsync(order.Id);
        Assert.Equal(
            ["initiated", "deposited", "pending", "fulfilling", "fulfilled", "validated", "settling", "settled"],
            events.Select(e => e.Type));
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => e.Sequence));
        Assert.Equal(OrderState.Settled, (await Database.Orders.FindAsync(order.Id))!.State);
    }

    [Fact]
    public async Task A_history_is_read_in_parts_and_its_states_apart_from_the_rest()
    {
        var order = await Database.StoredOrderAsync();
        await Database.Source.InTransactionAsync(async connection =>
        {
            for (var number = 0; number < 1_200; number++)
            {
                await Database.Orders.AppendEventAsync(connection, order.Id, "note", Given.Now);
            }
        });
        await Database.WalkAsync(order.Id, OrderState.Settled);

        var states = await Database.Orders.EventsAsync(order.Id, statesOnly: true, after: 0, limit: 8);
        Assert.Equal("settled", states[^1].Type);
        Assert.DoesNotContain(states, it => it.Type == "note");
        var end = await Database.Orders.EventsAsync(order.Id, statesOnly: false, after: 1_205, limit: 1_000);
        Assert.Equal([1_206, 1_207, 1_208], end.Select(it => it.Sequence));
    }

    [Fact]
    public async Task A_repeated_movement_changes_nothing()
    {
        var order = await Database.StoredOrderAsync();

        Assert.Equal(new MoveResult(MoveOutcome.Moved, OrderState.Deposited), await Database.MoveAsync(order.Id, OrderState.Deposited));
        Assert.Equal(new MoveResult(MoveOutcome.AlreadyThere, OrderState.Deposited), await Database.MoveAsync(order.Id, OrderState.Deposited));
        Assert.Equal(2, (await Database.Orders.EventsAsync(order.Id)).Count);
    }

    [Fact]
    public async Task A_movement_that_the_state_machine_does_not_have_is_refused()
    {
        var order = await Database.StoredOrderAsync();

        Assert.Equal(new MoveResult(MoveOutcome.Refused, OrderState.Initiated), await Database.MoveAsync(order.Id, OrderState.Settled));
        Assert.Single(await Database.Orders.EventsAsync(order.Id));
    }

    [Fact]
    public Task Moving_an_order_that_does_not_exist_is_a_fault() => Assert.ThrowsAsync<InvalidOperationException>(
        () => Database.MoveAsync(new OrderId(Guid.CreateVersion7()), OrderState.Deposited));

    [Fact]
    public async Task Of_cancelling_and_depositing_at_once_one_wins()
    {
        for (var round = 0; round < 50; round++)
        {
            var order = await Database.StoredOrderAsync();

            var results = await Task.WhenAll(
                Task.Run(() => Database.MoveAsync(order.Id, OrderState.Cancelled)),
                Task.Run(() => Database.MoveAsync(order.Id, OrderState.Deposited)));

            Assert.Single(results, result => result.Outcome == MoveOutcome.Moved);
            Assert.Single(results, result => result.Outcome == MoveOutcome.Refused);
        }
    }

    [Fact]
    public async Task A_locked_order_does_not_move_until_the_lock_is_gone()
    {
        var order = await Database.StoredOrderAsync();
        Task<MoveResult>? cancelling = null;

        var deposited = await Database.Source.InTransactionAsync(async connection =>
        {
            var locked = await Database.Orders.LockByEscrowIdAsync(connection, order.Chain, order.EscrowOrderId);
            cancelling = Task.Run(() => Database.MoveAsync(order.Id, OrderState.Cancelled));
            Assert.Equal(locked, await Database.Orders.LockAsync(connection, order.Id));
            return await Database.Orders.MoveAsync(connection, order.Id, OrderState.Deposited, Given.Now);
        });

        Assert.Equal(MoveOutcome.Moved, deposited.Outcome);
        Assert.Equal(new MoveResult(MoveOutcome.Refused, OrderState.Deposited), await cancelling!);
    }

    [Fact]
    public async Task An_event_with_a_key_is_written_once_however_many_write_it()
    {
        var order = await Database.StoredOrderAsync();

        var written = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Database.Source.InTransactionAsync(
            connection => Database.Orders.AppendEventAsync(connection, order.Id, "offer.made", Given.Now, onceKey: "offer:1")))));

        Assert.Single(written, once => once);
        Assert.Equal(2, (await Database.Orders.EventsAsync(order.Id)).Count);
    }

    [Fact]
    public async Task Events_written_at_once_are_numbered_without_a_gap()
    {
        var order = await Database.StoredOrderAsync();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Database.Source.InTransactionAsync(
            connection => Database.Orders.AppendEventAsync(connection, order.Id, $"e{i}", Given.Now)))));

        Assert.Equal(Enumerable.Range(1, 17), (await Database.Orders.EventsAsync(order.Id)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task A_chain_transaction_is_noted_once()
    {
        var order = await Database.StoredOrderAsync();

        var noted = await Database.Source.InTransactionAsync(async connection => (
            First: await Database.Orders.AddTransactionAsync(connection, order.Id, OrderTransactionKind.Lock, "base", "0xAB", Given.Now),
            Again: await Database.Orders.AddTransactionAsync(connection, order.Id, OrderTransactionKind.Lock, "base", "0xab", Given.Now)));

        Assert.Equal((true, false), noted);
        Assert.Equal([new OrderTransaction(OrderTransactionKind.Lock, "base", "0xab", Given.Now)], await Database.Orders.TransactionsAsync(order.Id));
    }
}
