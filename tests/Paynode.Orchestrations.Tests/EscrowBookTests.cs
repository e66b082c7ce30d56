using Paynode.Domain;
using Paynode.Orchestrations.Tests.Support;

namespace Paynode.Orchestrations.Tests;

public sealed class EscrowBookTests(OrderStage stage) : IClassFixture<OrderStage>
{
    [Fact]
    public async Task A_lock_that_leaves_the_chain_stops_the_order()
    {
        var (order, locked) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order);

        await stage.Book.ApplyAsync(Withdrawn(locked), default);

        Assert.NotNull((await stage.Desk.OrderAsync(order.Id, default)).FundsWithdrawnAt);
        Assert.Equal((OfferState.Lapsed, LapseCode.FundsWithdrawn), await StateAsync(offer));
    }

    [Fact]
    public async Task The_late_news_that_a_lock_was_replaced_by_another_stops_nothing()
    {
        var (order, first) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order);
        var again = await stage.LockAsync(order, first.TransactionHash);
        await stage.Book.ApplyAsync(again, default);

        await stage.LoseAsync(first);
        await stage.Book.ApplyAsync(Withdrawn(first), default);

        Assert.Null((await stage.Desk.OrderAsync(order.Id, default)).FundsWithdrawnAt);
        Assert.Equal(OfferState.Offered, (await StateAsync(offer)).State);
        Assert.Contains("escrow.locked.withdrawn", await stage.HistoryAsync(order));

        await stage.LoseAsync(again);
        await stage.Book.ApplyAsync(Withdrawn(again), default);
        Assert.NotNull((await stage.Desk.OrderAsync(order.Id, default)).FundsWithdrawnAt);
    }

    [Fact]
    public async Task A_lock_that_is_back_on_the_chain_but_not_applied_yet_does_not_count()
    {
        var (order, first) = await stage.FundedAsync();
        await stage.LockAsync(order, first.TransactionHash);

        await stage.LoseAsync(first);
        await stage.Book.ApplyAsync(Withdrawn(first), default);

        Assert.NotNull((await stage.Desk.OrderAsync(order.Id, default)).FundsWithdrawnAt);
    }

    [Theory]
    [InlineData(OfferState.Accepted)]
    [InlineData(OfferState.Fulfilled)]
    public async Task A_refund_that_nobody_decided_of_an_order_that_may_be_paid_wakes_a_person(OfferState state)
    {
        var (order, _) = await stage.FundedAsync();
        await stage.OfferAsync(order, state);

        await stage.Book.ApplyAsync(stage.Outcome(order, EscrowMovement.Refunded), default);

        Assert.Equal(OrderState.Refunded, (await stage.Desk.OrderAsync(order.Id, default)).State);
        Assert.Contains("escrow.refunded.undecided", await stage.HistoryAsync(order));
        Assert.Contains(stage.Alerts.Alerts, alert => alert.Contains(order.EscrowOrderId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refund_that_nobody_decided_of_an_order_that_nobody_may_pay_is_the_payers_right()
    {
        var (order, _) = await stage.FundedAsync();

        await stage.Book.ApplyAsync(stage.Outcome(order, EscrowMovement.Refunded), default);

        Assert.DoesNotContain("escrow.refunded.undecided", await stage.HistoryAsync(order));
        Assert.DoesNotContain(stage.Alerts.Alerts, alert => alert.Contains(order.EscrowOrderId, StringComparison.Ordinal));
    }

    private static EscrowMovement Withdrawn(EscrowMovement movement) => movement with { Key = movement.Key + ":withdrawn", IsWithdrawn = true };

    private async Task<(OfferState State, string? Code)> StateAsync(Offer offer)
    {
        var found = await stage.Desk.OfferAsync(offer.Id, default);
        return (found.State, found.Code);
    }
}
