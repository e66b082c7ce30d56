using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class ProviderSwitchTests(OrderStage stage) : IClassFixture<OrderStage>, IAsyncLifetime
{
    private const string Actor = "operator:test";

    public Task InitializeAsync() => TurnAsync(enabled: true);

    public Task DisposeAsync() => TurnAsync(enabled: true);

    [Fact]
    public async Task Switch_OffWithUnansweredOffer_EndsItAndRefusesItsAcceptance()
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order);

        var turned = await TurnAsync(enabled: false);

        Assert.Contains(turned.EndedOffers, it => it.Id == offer.Id);
        Assert.Equal("offer_closed", (await stage.Reports.AcceptAsync(offer.Provider, offer.Id, default)).Problem!.Code);
        var ended = (await stage.Offers.FindAsync(offer.Id))!;
        Assert.Equal((OfferState.Lapsed, LapseCode.ProviderSwitchedOff), (ended.State, ended.Code));
        Assert.Null(await stage.OpenOfferAsync(order, attempt: 2));
    }

    [Fact]
    public async Task Accept_SwitchedOffByAnotherProcess_IsRefusedBeforeTheOfferHasEnded()
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order);
        await stage.Database.InTransactionAsync(connection =>
            stage.Get<ProviderStore>().SwitchAsync(connection, stage.Provider, false, true, null));

        Assert.Equal("offer_closed", (await stage.Reports.AcceptAsync(offer.Provider, offer.Id, default)).Problem!.Code);
        Assert.Equal(OfferState.Offered, (await stage.Offers.FindAsync(offer.Id))!.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Switch_OffWithReleases_HoldsThoseDecidedBeforeAndAfter(bool decidedBefore)
    {
        var (order, offer) = await PaidAsync();
        using var held = new GaugeReading(
            SettlementTelemetry.Name, "paynode.settlement.held", ("chain", order.Chain), ("reason", HoldReason.ProviderSwitchedOff));
        if (decidedBefore)
        {
            await SettleAsync(offer);
        }

        await TurnAsync(enabled: false);
        if (!decidedBefore)
        {
            await SettleAsync(offer);
        }

        Assert.Empty(await BatchAsync(order));
        Assert.Contains(await stage.Get<HeldReleases>().ListAsync(stage.Provider, default), it => it.Order == order.Id);
        Assert.Single(await stage.HistoryAsync(order), type => type == "release.held");
        Assert.Equal(1, held.Last);
        var line = Assert.Single(stage.Alerts.Lines, line => line.Contains(order.Id.ToString(), StringComparison.Ordinal));
        Assert.Contains($"{stage.Provider} is held: {HoldReason.ProviderSwitchedOff}", line, StringComparison.Ordinal);
        if (decidedBefore)
        {
            Assert.Contains(stage.Alerts.Alerts, alert => alert.Contains(stage.Provider.ToString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Switch_OffWithReleasesContinue_HoldsNothing()
    {
        var (order, offer) = await PaidAsync();
        await SettleAsync(offer);
        await TurnAsync(enabled: false, hold: false);

        Assert.NotEmpty(await BatchAsync(order));
    }

    [Fact]
    public async Task HeldRelease_LetGo_WaitsForABatchAgain()
    {
        var order = await HeldAsync();

        Assert.Equal([order.Id], await DecideAsync(order, letGo: true));

        Assert.Equal(ChainIntentKind.Release, Assert.Single(await BatchAsync(order), it => it.Order == order.Id).Kind);
        Assert.Contains("release.let_go", await stage.HistoryAsync(order));
        var entry = Assert.Single(await stage.Get<AuditStore>().ListAsync(order.Id.ToString()));
        Assert.Equal(("release.let_go", "checked", Actor), (entry.Action, entry.Data["reason"], entry.Data["actor"]));
        Assert.All(await stage.Orders.EventsAsync(order.Id), it => Assert.DoesNotContain("actor", it.Data.Keys));
    }

    [Fact]
    public async Task HeldRelease_Refused_RefundsThePayer()
    {
        var order = await HeldAsync();

        Assert.Equal([order.Id], await DecideAsync(order, letGo: false));
        Assert.Empty(await DecideAsync(order, letGo: true));

        var decided = (await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId))!;
        Assert.Equal((ChainIntentKind.Refund, null, null), (decided.Kind, decided.ProviderAddress, decided.HeldAt));
        await stage.EscrowHandler.ApplyAsync(stage.Outcome(order, EscrowEventMessage.Refunded), default);
        Assert.Equal(OrderState.Refunded, (await stage.OrderService.OrderAsync(order.Id, default)).State);
        Assert.DoesNotContain("escrow.refunded.undecided", await stage.HistoryAsync(order));
    }

    [Fact]
    public async Task UnprovenRelease_LetGo_GoesAsTheOrdersOfferSays()
    {
        var (order, offer) = await UnprovenAsync();

        Assert.Contains(await stage.Get<HeldReleases>().ListAsync(null, default), it => it.Order == order.Id && it.HeldReason == HoldReason.Unproven);
        Assert.Equal([order.Id], await DecideAsync(order, letGo: true, provider: null));

        var decided = (await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId))!;
        Assert.True(stage.Intents.IsProven(decided));
        Assert.Equal(
            (ChainIntentKind.Release, offer.SettlementAddress, order.Price.Source, null),
            (decided.Kind, decided.ProviderAddress, decided.Amount, decided.HeldAt));
    }

    [Fact]
    public async Task UnprovenRelease_LetGoWithoutProvenOffer_StaysHeld()
    {
        var (order, offer) = await UnprovenAsync();
        await WriteAsync("UPDATE paynode.offers SET settlement_address = '0xdd' WHERE id = $1", offer.Id.Value);

        Assert.Empty(await DecideAsync(order, letGo: true, provider: null));
        Assert.Equal([order.Id], await DecideAsync(order, letGo: false, provider: null));
        var decided = (await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId))!;
        Assert.Equal((ChainIntentKind.Refund, true), (decided.Kind, stage.Intents.IsProven(decided)));
    }

    [Fact]
    public async Task RefundWrittenIntoTheDatabase_OfAnOrderThatIsSettling_IsUndecided()
    {
        var (order, offer) = await PaidAsync();
        await SettleAsync(offer);
        await WriteAsync(
            "UPDATE paynode.chain_intents SET kind = 'refund', provider_address = NULL, deadline = NULL WHERE order_id = $1", order.Id.Value);

        await stage.EscrowHandler.ApplyAsync(stage.Outcome(order, EscrowEventMessage.Refunded), default);
        Assert.Contains("escrow.refunded.undecided", await stage.HistoryAsync(order));
    }

    [Fact]
    public async Task HeldRelease_WhenTheProviderIsBack_StillWaitsForADecision()
    {
        var order = await HeldAsync();
        await TurnAsync(enabled: true);

        Assert.Empty(await BatchAsync(order));
    }

    [Fact]
    public async Task Settle_ProvidersAddressChangedDuringTheOffer_ReleasesToTheAddressOfTheOffer()
    {
        var (order, offer) = await PaidAsync();
        await WriteAsync("UPDATE paynode.providers SET settlement_address = '0xdd' WHERE id = $1", stage.Provider.Value);
        stage.Get<ProviderStore>().Forget(stage.Provider);
        try
        {
            await SettleAsync(offer);
            var (other, _) = await stage.FundedAsync();
            Assert.Null(await stage.OpenOfferAsync(other));
        }
        finally
        {
            await WriteAsync("UPDATE paynode.providers SET settlement_address = '0xcc' WHERE id = $1", stage.Provider.Value);
            stage.Get<ProviderStore>().Forget(stage.Provider);
        }

        Assert.Equal("0xcc", (await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId))!.ProviderAddress);
    }

    [Fact]
    public async Task Settle_OffersAddressChanged_ReleasesNothingAndRaisesAnAlert()
    {
        var (order, offer) = await PaidAsync();
        await WriteAsync("UPDATE paynode.offers SET settlement_address = '0xdd' WHERE id = $1", offer.Id.Value);

        await Assert.ThrowsAsync<InvalidOperationException>(() => SettleAsync(offer));

        Assert.Null(await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId));
        Assert.Contains(stage.Alerts.Alerts, alert => alert.Contains(offer.Id.ToString(), StringComparison.Ordinal));
    }

    private async Task WriteAsync(string sql, Guid id)
    {
        await using var command = stage.Database.CreateCommand(sql);
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = id });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private async Task<Order> HeldAsync()
    {
        var (order, offer) = await PaidAsync();
        await SettleAsync(offer);
        await TurnAsync(enabled: false);
        return order;
    }

    private async Task<(Order Order, Offer Offer)> PaidAsync()
    {
        var (order, _) = await stage.FundedAsync();
        return (order, await stage.OfferAsync(order, OfferState.Fulfilled));
    }

    private Task SettleAsync(Offer offer) => stage.Get<SettleOrder>().RunAsync(offer.Id.ToString(), default);

    private async Task<SwitchOutcome> TurnAsync(bool enabled, bool hold = true) =>
        (await stage.Get<ProviderSwitch>().TurnAsync(stage.Provider, enabled, hold, null, Actor, default)).Value!;

    // A release that somebody changed in the database and that settlement has found.
    private async Task<(Order Order, Offer Offer)> UnprovenAsync()
    {
        var (order, offer) = await PaidAsync();
        await SettleAsync(offer);
        await WriteAsync("UPDATE paynode.chain_intents SET provider_address = '0xee' WHERE order_id = $1", order.Id.Value);
        await WriteAsync(
            $"UPDATE paynode.chain_intents SET held_at = now(), held_reason = '{HoldReason.Unproven}' WHERE order_id = $1", order.Id.Value);
        return (order, offer);
    }

    private Task<IReadOnlyList<OrderId>> DecideAsync(Order order, bool letGo) => DecideAsync(order, letGo, stage.Provider);

    private Task<IReadOnlyList<OrderId>> DecideAsync(Order order, bool letGo, ProviderId? provider) =>
        stage.Get<HeldReleases>().DecideAsync(provider, new HashSet<OrderId> { order.Id }, letGo, "checked", Actor, default);

    // What settlement would carry to the chain now, of this order.
    private async Task<IReadOnlyList<ChainIntent>> BatchAsync(Order order)
    {
        var group = new BatchGroup(Currencies.Get("USDC"), (await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId))!.Escrow);
        var batch = await stage.Intents.TakePendingAsync(order.Chain, ChainIntentKind.Release, group, 500, $"test:{Guid.NewGuid():N}");
        return [.. batch.Where(it => it.Order == order.Id)];
    }
}
