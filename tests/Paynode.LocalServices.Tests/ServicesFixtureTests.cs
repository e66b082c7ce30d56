namespace Paynode.LocalServices.Tests;

public sealed class ServicesFixtureTests
{
    [Fact]
    public async Task Only_the_needed_services_are_started()
    {
        var fixture = new ServicesFixture(LocalService.Redis);
        await fixture.InitializeAsync();
        try
        {
            Assert.StartsWith("redis://", fixture.RedisUrl, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => fixture.DatabaseUrl);
            Assert.Throws<InvalidOperationException>(() => fixture.ChainRpcUrl);
        }
        finally
        {
            await fixture.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_claims_on_one_redis_server_get_two_databases_and_give_them_back()
    {
        await using var server = await PrivateRedis.StartAsync();
        string first;
        await using (var one = await RedisDatabase.ClaimAsync(server.Url))
        await using (var two = await RedisDatabase.ClaimAsync(server.Url))
        {
            first = one.Url;
            Assert.NotEqual(one.Url, two.Url);
        }
        await using var again = await RedisDatabase.ClaimAsync(server.Url);
        Assert.Equal(first, again.Url);
    }
}
