using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Paynode.LocalServices;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Tests;

/// <summary>Calls to what demands the admin key, against a real database of senders' keys.</summary>
public sealed class OperatorAccessTests() : ServicesFixture(LocalService.Postgres), IAsyncLifetime
{
    private const string AdminKey = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";

    private static readonly IResult Admitted = TypedResults.NoContent();

    private NpgsqlDataSource database = null!;
    private TenantStore tenants = null!;
    private ApiEndpoint api = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        database = NpgsqlDataSource.Create(DatabaseConnectionString);
        await Migrator.ApplyAsync(database, StorageSchema.Scripts);
        tenants = new TenantStore(database, TimeProvider.System);
        var guesses = new OperatorGuesses(tenants, new StandingTime(), NullLogger<OperatorGuesses>.Instance);
        var rates = new RequestRates(new SenderLimits(), TimeProvider.System);
        api = new ApiEndpoint(tenants, null!, AccessOptions.ForAdminKey(AdminKey), guesses, rates, new BodyDeadline(TimeSpan.FromMinutes(1), TimeProvider.System), NullLogger<ApiEndpoint>.Instance);
    }

    public override async Task DisposeAsync()
    {
        await database.DisposeAsync();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("guess")]
    [InlineData("pn_")]
    [InlineData("pn_short")]
    [InlineData("pn_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Operator_WrongKeys_AreGuessesWhateverTheyBeginWith(string key)
    {
        for (var i = 0; i < OperatorGuesses.MaxPerMinute; i++)
        {
            Assert.Equal(401, await StatusAsync(key));
        }

        Assert.Equal(429, await StatusAsync(key));
        Assert.Equal(429, await StatusAsync(NewSenderKey()));
        Assert.Equal(204, await StatusAsync(AdminKey));
    }

    [Fact]
    public async Task Operator_SendersOwnKey_IsNoGuessUntilItIsRevoked()
    {
        var (_, key) = await tenants.CreateAsync("Mistaken", DateTimeOffset.UtcNow);
        for (var i = 0; i <= 2 * OperatorGuesses.MaxPerMinute; i++)
        {
            Assert.Equal(401, await StatusAsync(key));
        }

        await tenants.RevokeAsync(key, DateTimeOffset.UtcNow);
        for (var i = 0; i < OperatorGuesses.MaxPerMinute; i++)
        {
            Assert.Equal(401, await StatusAsync(key));
        }

        Assert.Equal(429, await StatusAsync(key));
    }

    [Fact]
    public void Actor_OfAnAdminKey_TellsKeysApartAndDoesNotShowThem()
    {
        var (one, other) = (AccessOptions.ForAdminKey(AdminKey).Actor, AccessOptions.ForAdminKey(AdminKey + "K").Actor);

        Assert.Matches("^operator:[0-9a-f]{8}$", one);
        Assert.NotEqual(one, other);
    }

    private static string NewSenderKey() => TenantStore.KeyPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private async Task<int> StatusAsync(string key)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer {key}";
        context.Response.Body = new MemoryStream();
        var result = await api.ForOperatorAsync(context.Request, () => Task.FromResult(Admitted));
        if (ReferenceEquals(result, Admitted))
        {
            return StatusCodes.Status204NoContent;
        }

        await result.ExecuteAsync(context);
        return context.Response.StatusCode;
    }

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
