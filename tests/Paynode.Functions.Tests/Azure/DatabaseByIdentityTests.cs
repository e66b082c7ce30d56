using Azure.Core;
using Npgsql;
using Paynode.Functions.Azure;

namespace Paynode.Functions.Tests.Azure;

public sealed class DatabaseByIdentityTests
{
    [Theory]
    [InlineData("postgres://me@localhost/paynode")]
    [InlineData("postgres://me@db.example.com/paynode")]
    [InlineData("postgres://me@x.postgres.database.azure.com.example.com/paynode")]
    [InlineData("postgres://me:secret@x.postgres.database.azure.com/paynode")]
    public void Create_AnotherHostOrAPassword_AsksForNoToken(string url)
    {
        using var database = DatabaseByIdentity.Create(url, new NoToken());

        Assert.NotEqual(SslMode.VerifyFull, new NpgsqlConnectionStringBuilder(database.ConnectionString).SslMode);
    }

    [Fact]
    public void Create_HostOfAzureWithoutAPassword_DemandsTls()
    {
        using var database = DatabaseByIdentity.Create("postgres://me@x.postgres.database.azure.com/paynode", new NoToken());

        Assert.Equal(SslMode.VerifyFull, new NpgsqlConnectionStringBuilder(database.ConnectionString).SslMode);
    }

    private sealed class NoToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("No token may be asked for.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(new AccessToken("token", DateTimeOffset.MaxValue));
    }
}
