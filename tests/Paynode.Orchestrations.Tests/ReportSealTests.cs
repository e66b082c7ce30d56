using Npgsql;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class ReportSealTests(OrderStage stage) : IClassFixture<OrderStage>
{
    [Theory]
    [InlineData("payout_minor = 100")]
    [InlineData("account_identifier = 'ATTACKER99'")]
    [InlineData("institution = 'OTHERBANK'")]
    [InlineData("method = 'bank'")]
    [InlineData("fee_minor = fee_minor + 1")]
    [InlineData("refund_address = '0x00000000000000000000000000000000000000bb'")]
    [InlineData("seal = NULL")]
    public async Task Order_ChangedInTheDatabase_GetsNoOfferAndNoRelease(string change)
    {
        var (order, _) = await stage.FundedAsync();
        var (paid, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(paid, OfferState.Fulfilled);
        foreach (var id in new[] { order.Id, paid.Id })
        {
            await using var command = stage.Database.CreateCommand($"UPDATE paynode.orders SET {change} WHERE id = $1");
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = id.Value });
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        Assert.Null(await stage.OpenOfferAsync(await stage.OrderService.OrderAsync(order.Id, default)));
        Assert.Contains("order.terms_unproven", await stage.HistoryAsync(order));
        await Assert.ThrowsAsync<InvalidOperationException>(() => stage.Get<SettleOrder>().RunAsync(offer.Id.ToString(), default));
        Assert.Null(await stage.Intents.FindAsync(paid.Chain, paid.EscrowOrderId));
    }

    private const string Forge = "UPDATE paynode.offers SET state = 'fulfilled', reference = $2 WHERE id = $1";

    [Fact]
    public async Task Settle_FulfilledByWhoeverWritesTheDatabase_ReleasesNothingAndRaisesOneAlert()
    {
        var (order, offer) = await AcceptedAsync();
        var (_, paid) = await PaidAsync();
        using var held = new GaugeReading(SettlementTelemetry.Name, "paynode.settlement.held", ("reason", HoldReason.ReportUnproven));
        await WriteAsync(Forge, offer, $"forged-{offer.Id}");
        await WriteAsync("UPDATE paynode.orders SET state = 'fulfilled' WHERE id = $1", order.Id.Value);
        await RefusedAsync(order, offer);

        // The seal of another report does not help.
        await WriteAsync("UPDATE paynode.offers SET report_seal = (SELECT report_seal FROM paynode.offers WHERE id = $2) WHERE id = $1", offer, paid.Id.Value);
        await RefusedAsync(order, offer);

        Assert.Single(await stage.HistoryAsync(order), type => type == "release.held");
        var alert = Assert.Single(stage.Alerts.Alerts, alert => alert.Contains(offer.Id.ToString(), StringComparison.Ordinal));
        Assert.Contains(order.Id.ToString(), alert, StringComparison.Ordinal);
        Assert.Contains(offer.Provider.ToString(), alert, StringComparison.Ordinal);
        Assert.Contains(HoldReason.ReportUnproven, alert, StringComparison.Ordinal);
        Assert.Equal(1, held.Last);
    }

    [Fact]
    public async Task Settle_ReferenceChangedAfterTheReport_ReleasesNothing()
    {
        var (order, offer) = await PaidAsync();
        await WriteAsync("UPDATE paynode.offers SET reference = $2 WHERE id = $1", offer, $"other-{offer.Id}");

        await RefusedAsync(order, offer);
    }

    [Fact]
    public async Task Fulfil_ReportedAfterTheStateWasForged_IsReleased()
    {
        var (order, offer) = await AcceptedAsync();
        var reference = $"receipt-{offer.Id}";
        await WriteAsync(Forge, offer, reference);

        Assert.Equal("offer_already_reported", (await FulfilAsync(offer, "another")).Problem!.Code);
        await RefusedAsync(order, offer);
        Assert.True((await FulfilAsync(offer, reference)).Succeeded);
        await SettleAsync(offer);

        Assert.Equal(ChainIntentKind.Release, (await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId))!.Kind);
    }

    [Fact]
    public async Task Settle_FulfilledInAFormerRelease_WaitsUntilTheProviderRepeatsItsReport()
    {
        var (order, offer) = await PaidAsync();
        await WriteAsync("UPDATE paynode.offers SET report_seal = NULL WHERE id = $1", offer.Id.Value);
        await RefusedAsync(order, offer);

        Assert.True((await FulfilAsync(offer, offer.Reference!)).Succeeded);
        await SettleAsync(offer);

        Assert.Equal(ChainIntentKind.Release, (await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId))!.Kind);
        Assert.Contains("offer.fulfilled.confirmed", await stage.HistoryAsync(order));
    }

    [Fact]
    public async Task Settle_DecidedInAFormerRelease_IsRepeatable()
    {
        var (order, offer) = await PaidAsync();
        await SettleAsync(offer);
        await WriteAsync("UPDATE paynode.offers SET report_seal = NULL WHERE id = $1", offer.Id.Value);

        await SettleAsync(offer);

        Assert.DoesNotContain("release.held", await stage.HistoryAsync(order));
    }

    private async Task RefusedAsync(Order order, Offer offer)
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => SettleAsync(offer));
        Assert.Null(await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId));
    }

    private Task SettleAsync(Offer offer) => stage.Get<SettleOrder>().RunAsync(offer.Id.ToString(), default);

    private Task<Result<Offer>> FulfilAsync(Offer offer, string reference) =>
        stage.Reports.FulfilAsync(offer.Provider, offer.Id, reference, null, default);

    private async Task<(Order Order, Offer Offer)> AcceptedAsync()
    {
        var (order, _) = await stage.FundedAsync();
        return (order, await stage.OfferAsync(order, OfferState.Accepted));
    }

    private async Task<(Order Order, Offer Offer)> PaidAsync()
    {
        var (order, _) = await stage.FundedAsync();
        return (order, await stage.OfferAsync(order, OfferState.Fulfilled));
    }

    private Task WriteAsync(string sql, Offer offer, object value) => WriteAsync(sql, offer.Id.Value, value);

    private async Task WriteAsync(string sql, params object[] values)
    {
        await using var command = stage.Database.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
