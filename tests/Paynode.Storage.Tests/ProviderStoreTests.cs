using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class ProviderStoreTests(StorageDatabase database) : StorageTest(database)
{
    private static readonly CorridorId Kenya = new(Given.Usdc, Currencies.Get("KES"));

    [Fact]
    public async Task SettlementAddress_Changed_ComesIntoForceLaterAndIsProven()
    {
        var provider = (await Database.Providers.RegisterAsync(
            "Moving", new Uri("https://moving.example"), "0xaa", [Given.Corridor], Database.Clock.GetUtcNow())).Provider;
        var (now, later) = (Database.Clock.GetUtcNow(), Database.Clock.GetUtcNow().AddDays(1));
        var from = await Database.Source.InTransactionAsync(connection => Database.Providers.ChangeAddressAsync(connection, provider.Id, "0xbb", now, later));
        Assert.Equal(later, from);
        Assert.Equal(("0xaa", true), await AddressAsync(provider.Id));

        await Database.ExecuteAsync($"UPDATE paynode.providers SET next_settlement_from = '2000-01-01Z' WHERE id = '{provider.Id}'");
        Assert.Equal(("0xbb", false), await AddressAsync(provider.Id));
        await Database.ExecuteAsync($"UPDATE paynode.providers SET next_settlement_from = '{later:O}' WHERE id = '{provider.Id}'");

        Database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(("0xbb", true), await AddressAsync(provider.Id));

        await Database.ExecuteAsync($"UPDATE paynode.providers SET next_settlement_address = '0xcc' WHERE id = '{provider.Id}'");
        Assert.Equal(("0xcc", false), await AddressAsync(provider.Id));
    }

    [Fact]
    public async Task SettlementAddress_ChangedToTheSameAgain_KeepsItsTime()
    {
        var provider = (await Database.Providers.RegisterAsync(
            "Moving", new Uri("https://moving.example"), "0xaa", [Given.Corridor], Database.Clock.GetUtcNow())).Provider.Id;
        var from = await ChangeAsync(provider, "0xbb");
        Database.Clock.Advance(TimeSpan.FromHours(20));

        Assert.Equal(from, await ChangeAsync(provider, "0xBB"));

        // Only what the seal proves: who writes the database cannot have an address come into force earlier.
        await Database.ExecuteAsync($"UPDATE paynode.providers SET next_settlement_address = '0xcc' WHERE id = '{provider}'");
        Assert.Equal(Database.Clock.GetUtcNow().AddDays(1), await ChangeAsync(provider, "0xcc"));
        Assert.Equal(Database.Clock.GetUtcNow().AddDays(1), await ChangeAsync(provider, "0xbb"));

        // The present one confirmed, no other waits.
        Assert.Equal(Database.Clock.GetUtcNow(), await ChangeAsync(provider, "0xaa"));
        Database.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(("0xaa", true), await AddressAsync(provider));
    }

    [Fact]
    public async Task A_provider_comes_back_as_it_was_registered()
    {
        var (provider, secret) = await Database.Providers.RegisterAsync(
            "Lagos Pay", new Uri("https://psp.example/base"), "0xabc", [Given.Corridor, Kenya], Given.Now);

        var found = (await Database.Providers.FindAsync(provider.Id))!;

        Assert.Equivalent(provider, found, strict: true);
        Assert.Equal(secret, await Database.Providers.SecretAsync(provider.Id));
        Assert.Contains(await Database.Providers.ListAsync(), listed => listed.Id == provider.Id);
    }

    [Fact]
    public async Task The_secret_is_not_readable_in_the_database_and_opens_only_in_its_own_row()
    {
        var (mine, secret) = await RegisterAsync();
        var (other, _) = await RegisterAsync();
        var kept = await Database.ScalarAsync<byte[]>($"SELECT secret FROM paynode.providers WHERE id = '{mine.Id}'");

        Assert.Equal(secret, Database.Secrets.Open(kept, mine.Id.ToString()));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => Database.Secrets.Open(kept, other.Id.ToString()));
        Assert.DoesNotContain(secret, System.Text.Encoding.UTF8.GetString(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_has_neither_record_nor_secret()
    {
        var nobody = new ProviderId(Guid.CreateVersion7());

        Assert.Null(await Database.Providers.FindAsync(nobody));
        Assert.Null(await Database.Providers.SecretAsync(nobody));
        Assert.False(await Database.Providers.SetEnabledAsync(nobody, false));
    }

    [Fact]
    public async Task The_operators_switch_works_here_at_once_and_elsewhere_within_30_seconds()
    {
        var (provider, _) = await RegisterAsync();
        var elsewhere = new ProviderStore(Database.Source, Database.Secrets, Database.Clock);
        await elsewhere.FindAsync(provider.Id);

        await Database.Providers.SetEnabledAsync(provider.Id, false);

        Assert.False((await Database.Providers.FindAsync(provider.Id))!.Enabled);
        Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False((await elsewhere.FindAsync(provider.Id))!.Enabled);
    }

    [Fact]
    public async Task A_licence_is_renewed_with_the_switch_and_stays_when_none_is_named()
    {
        var (provider, _) = await RegisterAsync();
        var until = Database.Clock.GetUtcNow().AddDays(30);

        await Database.Providers.SetEnabledAsync(provider.Id, true, until);
        await Database.Providers.SetEnabledAsync(provider.Id, true);

        Assert.Equal(until.ToUnixTimeMilliseconds(), (await Database.Providers.FindAsync(provider.Id))!.LicensedUntil!.Value.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task A_rate_replaces_the_one_before_it_and_leaves_those_of_other_corridors()
    {
        var (provider, _) = await RegisterAsync();
        await Database.Providers.SetRatesAsync(provider.Id, [Rate(provider.Id, Given.Corridor, 1), Rate(provider.Id, Kenya, 2)]);

        await Database.Providers.SetRatesAsync(provider.Id, [Rate(provider.Id, Kenya, 3) with { MaxConcurrent = 7 }]);

        Assert.Equal(
            [Rate(provider.Id, Kenya, 3) with { MaxConcurrent = 7 }, Rate(provider.Id, Given.Corridor, 1)],
            (await Database.Providers.RatesAsync()).Where(rate => rate.Provider == provider.Id).OrderBy(rate => rate.Corridor.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rates_sent_many_times_at_once_end_as_one_of_them()
    {
        var (provider, _) = await RegisterAsync();

        await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(
            () => Database.Providers.SetRatesAsync(provider.Id, [Rate(provider.Id, Given.Corridor, i), Rate(provider.Id, Kenya, i)]))));

        var rates = (await Database.Providers.RatesAsync()).Where(rate => rate.Provider == provider.Id).ToList();
        Assert.Equal(2, rates.Count);
        Assert.Equal(rates[0].Rate, rates[1].Rate);
    }

    [Fact]
    public async Task A_balance_replaces_the_one_before_it_and_leaves_those_of_other_currencies()
    {
        var (provider, _) = await RegisterAsync();
        await Database.Providers.SetBalancesAsync(provider.Id, [new Money(5, Given.Ngn), new Money(6, Kenya.Fiat)], Given.Now);

        await Database.Providers.SetBalancesAsync(provider.Id, [new Money(0, Given.Ngn)], Given.Now.AddSeconds(1));

        Assert.Equal(
            [new ProviderBalance(provider.Id, new Money(6, Kenya.Fiat), Given.Now), new ProviderBalance(provider.Id, new Money(0, Given.Ngn), Given.Now.AddSeconds(1))],
            (await Database.Providers.BalancesAsync()).Where(balance => balance.Provider == provider.Id).OrderBy(it => it.UpdatedAt));
    }

    [Fact]
    public async Task Only_rises_of_a_balance_are_summed_and_only_of_a_day()
    {
        var (provider, _) = await RegisterAsync();
        var start = Given.Now.AddDays(-3);
        foreach (var (hours, minor) in new[] { (0, 100), (1, 900), (60, 200), (61, 700), (62, 650), (71, 1_000) })
        {
            await Database.Providers.SetBalancesAsync(provider.Id, [new Money(minor, Given.Ngn)], start.AddHours(hours));
        }

        Assert.Equal(500 + 350, (await Database.Providers.RefillsAsync(Given.Ngn, start.AddHours(72)))[provider.Id]);
        Assert.DoesNotContain(provider.Id, await Database.Providers.RefillsAsync(Kenya.Fiat, start.AddHours(72)));
    }

    [Fact]
    public async Task What_the_operator_knows_of_a_provider_is_kept()
    {
        var until = Given.Now.AddDays(30);
        var (registered, _) = await Database.Providers.RegisterAsync(
            "Lagos Pay", new Uri("https://psp.example/base"), "0xabc", [Given.Corridor], Given.Now, "one switch", until, [new PayoutStep(500, Given.Ngn)]);

        var found = (await Database.Providers.ListAsync()).Single(it => it.Id == registered.Id);

        Assert.Equal(("one switch", until), (found.UpstreamGroup, found.LicensedUntil));
        Assert.Equal(new PayoutStep(500, Given.Ngn), Assert.Single(found.PayoutSteps));
        Assert.True(found.MayServeAt(until.AddTicks(-10)));
        Assert.False(found.MayServeAt(until));
    }

    [Fact]
    public async Task The_latest_sign_of_life_stands_whatever_the_order_of_arrival()
    {
        var (provider, _) = await RegisterAsync();

        await Database.Providers.HeartbeatAsync(provider.Id, Given.Now.AddSeconds(5));
        await Database.Providers.HeartbeatAsync(provider.Id, Given.Now);

        Assert.Equal(Given.Now.AddSeconds(5), (await Database.Providers.HeartbeatsAsync())[provider.Id]);
    }

    [Fact]
    public async Task What_was_signed_later_wins_whatever_arrives_first()
    {
        var (provider, _) = await RegisterAsync();
        var (later, sooner) = (Given.Now.AddSeconds(2), Given.Now.AddSeconds(1));

        Assert.Single(await Database.Providers.SetRatesAsync(provider.Id, [Rate(provider.Id, Given.Corridor, 19)], later));
        var set = await Database.Providers.SetRatesAsync(provider.Id, [Rate(provider.Id, Given.Corridor, 17), Rate(provider.Id, Kenya, 17)], sooner);
        Assert.Single(await Database.Providers.SetBalancesAsync(provider.Id, [new Money(19, Given.Ngn)], Given.Now, later));
        Assert.Empty(await Database.Providers.SetBalancesAsync(provider.Id, [new Money(1700, Given.Ngn)], Given.Now, sooner));

        Assert.Equal(Kenya, Assert.Single(set).Corridor);
        Assert.Equal([17, 19], (await Database.Providers.RatesAsync()).Where(it => it.Provider == provider.Id).Select(it => it.Rate.Scaled).Order());
        Assert.Equal(19, Assert.Single(await Database.Providers.BalancesAsync(), it => it.Provider == provider.Id).Available.Minor);
        Assert.DoesNotContain(provider.Id, await Database.Providers.RefillsAsync(Given.Ngn, Given.Now));
    }

    private static ProviderRate Rate(ProviderId provider, CorridorId corridor, long scaled) =>
        new(provider, corridor, new ExchangeRate(scaled), Given.Dollars(1), Given.Dollars(5_000_000_000), Given.Now);

    private Task<ProviderRegistration> RegisterAsync() =>
        Database.Providers.RegisterAsync("Lagos Pay", new Uri("https://psp.example/base"), "0xabc", [Given.Corridor], Given.Now);

    private Task<DateTimeOffset?> ChangeAsync(ProviderId id, string address)
    {
        var now = Database.Clock.GetUtcNow();
        return Database.Source.InTransactionAsync(connection => Database.Providers.ChangeAddressAsync(connection, id, address, now, now.AddDays(1)));
    }

    private async Task<(string Address, bool IsProven)> AddressAsync(ProviderId id)
    {
        Database.Providers.Forget(id);
        var found = (await Database.Providers.FindAsync(id))!;
        return (found.SettlementAddress, found.IsAddressProven);
    }
}
