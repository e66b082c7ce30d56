using Npgsql;
using Paynode.LocalServices;
using Paynode.Orchestrations;
using Paynode.Payments;
using Paynode.Routing;

namespace Paynode.Orchestrations.Tests;

public sealed class PostgresLiquidityTests : IAsyncLifetime
{
    private static readonly CorridorId Corridor = new(Currencies.Get("USDC"), Currencies.Get("NGN"));
    private PrivatePostgres server = null!;
    private NpgsqlDataSource database = null!;
    private ProviderStore providers = null!;
    private PostgresLiquidity liquidity = null!;

    public async Task InitializeAsync()
    {
        server = await PrivatePostgres.StartAsync();
        database = NpgsqlDataSource.Create(server.ConnectionString);
        await Migrator.ApplyAsync(database, StorageSchema.Scripts, CancellationToken.None);
        providers = new ProviderStore(database, new SecretBox(new byte[32]), TimeProvider.System);
        liquidity = new PostgresLiquidity(database, new RoutingPartitionStore(), new LiquidityHoldStore(), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Of_many_callers_one_gets_the_last_liquidity()
    {
        var provider = await ProviderWithAsync(100);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => ReserveAsync(Guid.NewGuid(), 100, provider)));
        Assert.Single(answers, answer => answer.Provider == provider);
        Assert.Equal(15, answers.Count(answer => answer.Provider is null));
    }

    [Fact]
    public async Task The_same_hold_gets_the_same_provider_and_holds_once()
    {
        var provider = await ProviderWithAsync(100);
        var hold = Guid.NewGuid();
        await ReserveAsync(hold, 60, provider);

        var again = await ReserveAsync(hold, 60, provider);

        Assert.True(again.Repeated);
        Assert.Equal(provider, again.Provider);
        Assert.Null((await ReserveAsync(Guid.NewGuid(), 60, provider)).Provider);
    }

    [Fact]
    public async Task Liquidity_that_is_given_back_can_be_reserved_again()
    {
        var provider = await ProviderWithAsync(100);
        var hold = Guid.NewGuid();
        await ReserveAsync(hold, 100, provider);
        await liquidity.ReleaseAsync(hold, paid: false, CancellationToken.None);
        Assert.Equal(provider, (await ReserveAsync(Guid.NewGuid(), 100, provider)).Provider);
    }

    [Fact]
    public async Task Liquidity_that_was_paid_out_is_gone()
    {
        var provider = await ProviderWithAsync(100);
        var hold = Guid.NewGuid();
        await ReserveAsync(hold, 60, provider);
        await liquidity.ReleaseAsync(hold, paid: true, CancellationToken.None);
        await liquidity.ReleaseAsync(hold, paid: true, CancellationToken.None);
        Assert.Null((await ReserveAsync(Guid.NewGuid(), 60, provider)).Provider);
        Assert.Equal(provider, (await ReserveAsync(Guid.NewGuid(), 40, provider)).Provider);
    }

    [Fact]
    public async Task The_epoch_grows_when_the_arbiter_changes_and_not_otherwise()
    {
        var provider = await ProviderWithAsync(100);
        var source = new PostgresRoutingSource(
            database, new RoutingPartitionStore(), providers, new OpenLiquidity(), new LiquidityHoldStore(), new LearnedModelStore(database), TimeProvider.System);
        var opened = await source.OpenEpochAsync("NGN", CancellationToken.None);
        var first = await ReserveAsync(Guid.NewGuid(), 10, provider);
        var second = await ReserveAsync(Guid.NewGuid(), 10, provider);
        var reopened = await source.OpenEpochAsync("NGN", CancellationToken.None);

        Assert.Equal([1, 1, 0], new[] { first.Epoch - opened.Epoch, reopened.Epoch - second.Epoch, second.Epoch - first.Epoch });
        Assert.Contains(reopened.Providers, update => update.Provider == provider);
    }

    private async Task<ProviderId> ProviderWithAsync(int naira)
    {
        var registered = await providers.RegisterAsync("P", new Uri("http://127.0.0.1:1"), "0x01", [Corridor], DateTimeOffset.UtcNow);
        await providers.SetBalancesAsync(registered.Provider.Id, [new Money(naira * 100, Corridor.Fiat)], DateTimeOffset.UtcNow);
        return registered.Provider.Id;
    }

    private Task<FallbackReservation> ReserveAsync(Guid hold, int naira, ProviderId provider)
    {
        var amount = new Money(naira * 100, Corridor.Fiat);
        return liquidity.ReserveAsync(
            new FallbackRequest(hold, Corridor, amount, amount, DateTimeOffset.UtcNow.AddMinutes(5), [provider], null, null),
            CancellationToken.None).AsTask();
    }
}
