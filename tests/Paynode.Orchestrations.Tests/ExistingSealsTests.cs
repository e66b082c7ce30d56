using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class ExistingSealsTests(OrderStage stage) : IClassFixture<OrderStage>
{
    [Fact]
    public async Task Seal_DatabaseOfAReleaseWithoutSeals_SettlesWhatWasPaid()
    {
        var (paid, offer) = await PaidAsync();
        var (decided, decidedOffer) = await PaidAsync();
        await stage.Get<SettleOrder>().RunAsync(decidedOffer.Id.ToString(), default);
        await WithoutSealsAsync();
        Assert.False((await stage.Get<ProviderStore>().FindAsync(stage.Provider))!.IsAddressProven);
        await Assert.ThrowsAsync<InvalidOperationException>(() => stage.Get<SettleOrder>().RunAsync(offer.Id.ToString(), default));
        Assert.False(stage.Intents.IsProven((await IntentAsync(decided))!));

        var counts = await stage.Get<ExistingSeals>().SealAsync(stage.Time.GetUtcNow());
        stage.Get<ProviderStore>().Forget(stage.Provider);

        Assert.Equal(new SealedCounts(1, 2, 2, 1), counts);
        Assert.True((await stage.Get<ProviderStore>().FindAsync(stage.Provider))!.IsAddressProven);
        await stage.Get<SettleOrder>().RunAsync(offer.Id.ToString(), default);
        foreach (var order in new[] { paid, decided })
        {
            var intent = (await IntentAsync(order))!;
            Assert.True(stage.Intents.IsProven(intent));
            Assert.Equal((stage.Provider, null), (intent.Provider, intent.HeldAt));
        }
    }

    private async Task WithoutSealsAsync()
    {
        foreach (var sql in new[]
        {
            "UPDATE paynode.providers SET settlement_seal = NULL",
            "UPDATE paynode.orders SET seal = NULL",
            "UPDATE paynode.offers SET settlement_address = NULL, settlement_seal = NULL, report_seal = NULL",
            $"UPDATE paynode.chain_intents SET seal = NULL, provider_id = NULL, held_at = now(), held_reason = '{HoldReason.Unproven}'",
        })
        {
            await using var command = stage.Database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        stage.Get<ProviderStore>().Forget(stage.Provider);
    }

    private Task<ChainIntent?> IntentAsync(Order order) => stage.Intents.FindAsync(order.Chain, order.EscrowOrderId);

    private async Task<(Order Order, Offer Offer)> PaidAsync()
    {
        var (order, _) = await stage.FundedAsync();
        return (order, await stage.OfferAsync(order, OfferState.Fulfilled));
    }
}
