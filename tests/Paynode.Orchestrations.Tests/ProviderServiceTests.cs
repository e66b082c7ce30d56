using Microsoft.Extensions.Logging.Abstractions;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class ProviderServiceTests(OrderStage stage) : IClassFixture<OrderStage>
{
    [Fact]
    public async Task Old_signed_words_do_not_count_as_new()
    {
        var (service, provider) = (OrderService(), await RegisterAsync());
        var signed = stage.Time.GetUtcNow().AddSeconds(-1);

        Assert.Null(await RateAsync(service, provider, "19", signed));
        Assert.Null(await RateAsync(service, provider, "17", signed.AddSeconds(-290)));

        var kept = Assert.Single(await stage.Get<ProviderStore>().RatesAsync(), it => it.Provider == provider);
        Assert.Equal(ExchangeRate.Parse("19", "rate").Value, kept.Rate);
        Assert.Equal("19", Assert.Single(stage.Router.Updates.Where(it => it.Provider == provider).SelectMany(it => it.Rates)).Rate.ToString());
    }

    [Fact]
    public async Task Age_counts_from_the_signature()
    {
        var (service, provider) = (OrderService(), await RegisterAsync());
        var signed = Milliseconds(stage.Time.GetUtcNow().AddSeconds(-100));

        await RateAsync(service, provider, "19", signed);
        await service.SetBalancesAsync(provider, [new BalanceInput("NGN", "5.00")], signed, default);
        await service.HeartbeatAsync(provider, signed, default);

        var store = stage.Get<ProviderStore>();
        Assert.Equal(signed, (await store.HeartbeatsAsync())[provider]);
        Assert.Equal(signed, Assert.Single(await store.RatesAsync(), it => it.Provider == provider).UpdatedAt);
        Assert.Equal(signed, Assert.Single(await store.BalancesAsync(), it => it.Provider == provider).UpdatedAt);
        Assert.All(stage.Router.Updates.Where(it => it.Provider == provider), it => Assert.Equal(signed, it.HeartbeatAt));
    }

    [Fact]
    public async Task A_clock_that_is_ahead_makes_nothing_last_longer_and_keeps_the_order_of_signing()
    {
        var (service, provider) = (OrderService(), await RegisterAsync());
        var ahead = stage.Time.GetUtcNow().AddMinutes(4);

        await RateAsync(service, provider, "19", ahead);
        await RateAsync(service, provider, "17", ahead.AddSeconds(-1));
        await service.HeartbeatAsync(provider, ahead, default);

        var now = stage.Time.GetUtcNow();
        var kept = Assert.Single(await stage.Get<ProviderStore>().RatesAsync(), it => it.Provider == provider);
        Assert.Equal(ExchangeRate.Parse("19", "rate").Value, kept.Rate);
        Assert.True(kept.UpdatedAt <= now);
        Assert.True((await stage.Get<ProviderStore>().HeartbeatsAsync())[provider] <= now);
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static Task<Problem?> RateAsync(ProviderService service, ProviderId provider, string rate, DateTimeOffset signedAt) =>
        service.SetRatesAsync(provider, [new RateInput(OrderStage.Corridor.Id.ToString(), rate, "1", "100")], signedAt, default);

    private ProviderService OrderService() => new(
        stage.Get<ProviderStore>(), stage.Router, stage.Get<CorridorCatalogue>(), stage.Get<EscrowDirectory>(),
        new ProviderNetwork(allowsPrivate: true, NullLogger<ProviderNetwork>.Instance), stage.Time);

    private async Task<ProviderId> RegisterAsync() => (await stage.Get<ProviderStore>().RegisterAsync(
        "Lagos Pay", new Uri("http://127.0.0.1:1"), "0xcc", [OrderStage.Corridor.Id], stage.Time.GetUtcNow())).Provider.Id;
}
