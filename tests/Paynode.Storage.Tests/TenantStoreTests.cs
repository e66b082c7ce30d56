namespace Paynode.Storage.Tests;

public sealed class TenantStoreTests(StorageDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task A_key_leads_to_its_tenant()
    {
        var (id, key) = await Database.Tenants.CreateAsync("Acme", Given.Now);

        Assert.StartsWith("pn_", key, StringComparison.Ordinal);
        Assert.Equal(id, await Database.Tenants.FindByApiKeyAsync(key));
    }

    [Fact]
    public async Task The_key_itself_is_nowhere_in_the_database()
    {
        var (id, key) = await Database.Tenants.CreateAsync("Acme", Given.Now);

        var row = await Database.ScalarAsync<string>(
            $"SELECT k::text || t::text FROM paynode.api_keys k JOIN paynode.tenants t ON t.id = k.tenant_id WHERE t.id = '{id}'");

        Assert.DoesNotContain(key[3..], row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pn_short")]
    [InlineData("pn_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("xx_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_key_that_nobody_has_leads_nowhere(string? key) => Assert.Null(await Database.Tenants.FindByApiKeyAsync(key));

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        var (_, key) = await Database.Tenants.CreateAsync("Acme", Given.Now);
        await Database.Tenants.FindByApiKeyAsync(key);

        Assert.True(await Database.Tenants.RevokeAsync(key, Given.Now));

        Assert.Null(await Database.Tenants.FindByApiKeyAsync(key));
        Assert.False(await Database.Tenants.RevokeAsync(key, Given.Now));
    }

    [Fact]
    public async Task Another_process_refuses_a_revoked_key_after_30_seconds()
    {
        var (id, key) = await Database.Tenants.CreateAsync("Acme", Given.Now);
        var elsewhere = new TenantStore(Database.Source, Database.Clock);
        await elsewhere.FindByApiKeyAsync(key);
        await Database.Tenants.RevokeAsync(key, Given.Now);
        var before = await elsewhere.FindByApiKeyAsync(key);

        Database.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(id, before);
        Assert.Null(await elsewhere.FindByApiKeyAsync(key));
    }

    [Fact]
    public async Task Keys_can_be_changed_without_a_gap()
    {
        var (id, old) = await Database.Tenants.CreateAsync("Acme", Given.Now);
        var fresh = await Database.Tenants.AddKeyAsync(id, Given.Now);
        await Database.Tenants.RevokeAsync(old, Given.Now);

        Assert.Equal(id, await Database.Tenants.FindByApiKeyAsync(fresh));
        Assert.Equal(1, await Database.Tenants.RevokeAllAsync(id, Given.Now));
        Assert.Null(await Database.Tenants.FindByApiKeyAsync(fresh));
    }
}
