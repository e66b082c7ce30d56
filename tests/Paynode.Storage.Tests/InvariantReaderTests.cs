using Paynode.Payments;

namespace Paynode.Storage.Tests;

/// <summary>Each test breaks one promise more in the shared database and looks at what was counted anew.</summary>
public sealed class InvariantReaderTests(StorageDatabase database) : StorageTest(database)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_settled_and_a_refunded_order_with_their_proofs_break_nothing()
    {
        var before = await ReadAsync();
        await SettledAsync(withRelease: true, withReceipt: true);
        await RefundedAsync(withRefund: true);

        var after = await ReadAsync();

        Assert.Equal(
            (before.UnbalancedEntries, before.OrdersWithTwoOutcomes, before.UnprovenOrders, before.StuckOrders),
            (after.UnbalancedEntries, after.OrdersWithTwoOutcomes, after.UnprovenOrders, after.StuckOrders));
        Assert.All(
            after.Checks().Where(check => check.Name.StartsWith("escrow", StringComparison.Ordinal)),
            check => Assert.True(check.Holds, check.Detail));
    }

    [Fact]
    public async Task A_settled_order_without_a_release_is_counted() =>
        Assert.Equal(1, await AddedAsync(f => f.UnprovenOrders, () => SettledAsync(withRelease: false, withReceipt: true)));

    [Fact]
    public async Task A_settled_order_without_a_receipt_is_counted() =>
        Assert.Equal(1, await AddedAsync(f => f.UnprovenOrders, () => SettledAsync(withRelease: true, withReceipt: false)));

    [Fact]
    public async Task A_refunded_order_without_a_refund_is_counted() =>
        Assert.Equal(1, await AddedAsync(f => f.UnprovenOrders, () => RefundedAsync(withRefund: false)));

    [Fact]
    public async Task A_release_that_a_reorganization_took_back_is_no_proof() =>
        Assert.Equal(1, await AddedAsync(f => f.UnprovenOrders, async () =>
        {
            var order = await SettledAsync(withRelease: true, withReceipt: true);
            await AppendAsync(Release(order).Reverse(Guid.NewGuid().ToString()));
        }));

    [Fact]
    public async Task An_order_that_was_released_and_refunded_is_counted() =>
        Assert.Equal(1, await AddedAsync(f => f.OrdersWithTwoOutcomes, async () =>
        {
            var order = await SettledAsync(withRelease: true, withReceipt: true);
            await AppendAsync(Postings.Refunded(Guid.NewGuid().ToString(), order, "base", Given.Dollars(1)));
        }));

    [Fact]
    public async Task An_order_that_was_released_anew_after_a_reorganization_has_one_outcome() =>
        Assert.Equal(0, await AddedAsync(f => f.OrdersWithTwoOutcomes + f.UnprovenOrders, async () =>
        {
            var order = await SettledAsync(withRelease: true, withReceipt: true);
            await AppendAsync(Release(order).Reverse(Guid.NewGuid().ToString()));
            await AppendAsync(Release(order));
        }));

    [Fact]
    public async Task An_open_order_past_its_deadline_and_grace_is_counted()
    {
        var order = await Database.StoredOrderAsync();
        var late = order.EscrowDeadline + Grace + TimeSpan.FromSeconds(1);
        var before = (await Database.Invariants.ReadAsync(late - TimeSpan.FromSeconds(2), Grace)).StuckOrders;
        var stuck = (await Database.Invariants.ReadAsync(late, Grace)).StuckOrders;
        await Database.WalkAsync(order.Id, OrderState.Cancelled);

        Assert.Equal(0, before);
        Assert.Equal(stuck - 1, (await Database.Invariants.ReadAsync(late, Grace)).StuckOrders);
    }

    [Fact]
    public async Task An_escrows_sums_are_by_chain_and_currency()
    {
        var chain = $"chain-{Guid.NewGuid():N}";
        var dai = Currencies.Get("DAI");
        await AppendAsync(Postings.Locked(Guid.NewGuid().ToString(), null, chain, Given.Dollars(100)));
        await AppendAsync(Postings.Released(Guid.NewGuid().ToString(), null, chain, Given.Dollars(60), Given.Dollars(2)));
        await AppendAsync(Postings.Refunded(Guid.NewGuid().ToString(), null, chain, Given.Dollars(15)));
        await AppendAsync(Postings.Locked(Guid.NewGuid().ToString(), null, chain, new Money(7, dai)));

        var sums = (await ReadAsync()).Escrows.Where(escrow => escrow.Chain == chain);

        Assert.Equal(
            [
                new EscrowSums(chain, new Money(7, dai), new Money(7, dai), Money.Zero(dai), Money.Zero(dai)),
                new EscrowSums(chain, Given.Dollars(25), Given.Dollars(100), Given.Dollars(60), Given.Dollars(15)),
            ],
            sums);
    }

    private static JournalEntry Release(OrderId order) =>
        Postings.Released(Guid.NewGuid().ToString(), order, "base", Given.Dollars(100), Given.Dollars(1));

    private Task<InvariantFigures> ReadAsync() => Database.Invariants.ReadAsync(Given.Now, Grace);

    private async Task<long> AddedAsync(Func<InvariantFigures, long> figure, Func<Task> act)
    {
        var before = figure(await ReadAsync());
        await act();
        return figure(await ReadAsync()) - before;
    }

    private async Task<OrderId> SettledAsync(bool withRelease, bool withReceipt)
    {
        var offer = await Database.StoredOfferAsync();
        await Database.WalkAsync(offer.Order, OrderState.Settled);
        await Database.MoveAsync(offer.Id, OfferState.Accepted);
        if (withReceipt)
        {
            await Database.MoveAsync(offer.Id, OfferState.Fulfilled, change: new OfferChange { Reference = "REF" });
        }

        if (withRelease)
        {
            await AppendAsync(Release(offer.Order));
        }

        return offer.Order;
    }

    private async Task RefundedAsync(bool withRefund)
    {
        var order = await Database.StoredOrderAsync();
        await Database.WalkAsync(order.Id, OrderState.Refunded);
        if (withRefund)
        {
            await AppendAsync(Postings.Refunded(Guid.NewGuid().ToString(), order.Id, "base", Given.Dollars(100)));
        }
    }

    private Task<bool> AppendAsync(JournalEntry entry) =>
        Database.Source.InTransactionAsync(connection => Database.Ledger.AppendAsync(connection, entry, Given.Now));
}
