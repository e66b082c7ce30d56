using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class EscrowEventHandlerTests(OrderStage stage) : IClassFixture<OrderStage>
{
    [Fact]
    public async Task A_lock_that_leaves_the_chain_stops_the_order()
    {
        var (order, locked) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order);

        await stage.EscrowHandler.ApplyAsync(Withdrawn(locked), default);

        Assert.NotNull((await stage.OrderService.OrderAsync(order.Id, default)).FundsWithdrawnAt);
        Assert.Equal((OfferState.Lapsed, LapseCode.FundsWithdrawn), await StateAsync(offer));
    }

    [Fact]
    public async Task The_late_news_that_a_lock_was_replaced_by_another_stops_nothing()
    {
        var (order, first) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order);
        var again = await stage.LockAsync(order, first.TransactionHash);
        await stage.EscrowHandler.ApplyAsync(again, default);

        await stage.LoseAsync(first);
        await stage.EscrowHandler.ApplyAsync(Withdrawn(first), default);

        Assert.Null((await stage.OrderService.OrderAsync(order.Id, default)).FundsWithdrawnAt);
        Assert.Equal(OfferState.Offered, (await StateAsync(offer)).State);
        Assert.Contains("escrow.locked.withdrawn", await stage.HistoryAsync(order));

        await stage.LoseAsync(again);
        await stage.EscrowHandler.ApplyAsync(Withdrawn(again), default);
        Assert.NotNull((await stage.OrderService.OrderAsync(order.Id, default)).FundsWithdrawnAt);
    }

    [Fact]
    public async Task A_lock_that_is_back_on_the_chain_but_not_applied_yet_does_not_count()
    {
        var (order, first) = await stage.FundedAsync();
        await stage.LockAsync(order, first.TransactionHash);

        await stage.LoseAsync(first);
        await stage.EscrowHandler.ApplyAsync(Withdrawn(first), default);

        Assert.NotNull((await stage.OrderService.OrderAsync(order.Id, default)).FundsWithdrawnAt);
    }

    [Fact]
    public async Task Dust_of_strangers_that_names_an_order_is_counted_and_does_not_hide_its_history()
    {
        const int UnmatchedDeposits = 1_052;
        var (order, locked) = await stage.FundedAsync(OrderState.Deposited);
        for (var number = 0; number < UnmatchedDeposits; number++)
        {
            await stage.EscrowHandler.ApplyAsync(Dust(locked, order, number), default);
        }

        await stage.EscrowHandler.ApplyAsync(Dust(locked, order, UnmatchedDeposits - 1), default);
        await stage.Database.InTransactionAsync(async connection =>
        {
            foreach (var step in OrderTransitions.PathTo(OrderState.Deposited, OrderState.Settled)!)
            {
                await stage.Orders.MoveAsync(connection, order.Id, step, stage.Time.GetUtcNow());
            }
        });

        var history = await stage.Orders.EventsAsync(order.Id, statesOnly: false, after: 0, limit: 100);
        Assert.Equal("settled", history[^1].Type);
        Assert.Single(history, it => it.Type == "deposit.mismatched");
        var counted = Assert.Single(await stage.Orders.CountsAsync(order.Id));
        Assert.Equal(("deposit.mismatched", (long)UnmatchedDeposits), (counted.Type, counted.Count));
        Assert.Equal($"dust-{UnmatchedDeposits - 1}", counted.Data["transaction"]);
    }

    private static EscrowEventMessage Dust(EscrowEventMessage like, Order named, int number) => like with
    {
        Key = $"dust-{number}",
        EventKey = $"dust-{number}",
        EscrowOrderId = $"0x{number:x64}",
        AmountMinor = "1",
        Reference = named.Id.ToString(),
        TransactionHash = $"dust-{number}",
    };

    [Theory]
    [InlineData(OfferState.Accepted)]
    [InlineData(OfferState.Fulfilled)]
    public async Task A_refund_that_nobody_decided_of_an_order_that_may_be_paid_wakes_a_person(OfferState state)
    {
        var (order, _) = await stage.FundedAsync();
        await stage.OfferAsync(order, state);

        await stage.EscrowHandler.ApplyAsync(stage.Outcome(order, EscrowEventMessage.Refunded), default);

        Assert.Equal(OrderState.Refunded, (await stage.OrderService.OrderAsync(order.Id, default)).State);
        Assert.Contains("escrow.refunded.undecided", await stage.HistoryAsync(order));
        Assert.Contains(stage.Alerts.Alerts, alert => alert.Contains(order.EscrowOrderId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refund_that_nobody_decided_of_an_order_that_nobody_may_pay_is_the_payers_right()
    {
        var (order, _) = await stage.FundedAsync();

        await stage.EscrowHandler.ApplyAsync(stage.Outcome(order, EscrowEventMessage.Refunded), default);

        Assert.DoesNotContain("escrow.refunded.undecided", await stage.HistoryAsync(order));
        Assert.DoesNotContain(stage.Alerts.Alerts, alert => alert.Contains(order.EscrowOrderId, StringComparison.Ordinal));
    }

    private static EscrowEventMessage Withdrawn(EscrowEventMessage message) => message with { Key = message.Key + ":withdrawn", IsWithdrawn = true };

    private async Task<(OfferState State, string? Code)> StateAsync(Offer offer)
    {
        var found = await stage.OrderService.OfferAsync(offer.Id, default);
        return (found.State, found.Code);
    }
}
