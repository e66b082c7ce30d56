using Azure.Core;
using Npgsql;
using Paynode.Payments;

namespace Paynode.Functions.Azure;

/// <summary>Connects to PostgreSQL with a token of the app's identity in the password's place.</summary>
internal static class DatabaseByIdentity
{
    private static readonly TokenRequestContext Scope = new(["https://ossrdbms-aad.database.windows.net/.default"]);

    /// <summary>The credential keeps its token and renews it ahead of time, so asking often costs nothing.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(4);

    /// <summary>Short: connections that are open stay open without a token.</summary>
    private static readonly TimeSpan AskAgainAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Makes a source of connections.</summary>
    /// <param name="url">
    /// postgres://role@host:port/database. A host of Azure Database for PostgreSQL without a password in the URL is shown a token of
    /// the identity; any other URL is taken as it is, and no other host is ever shown a token.
    /// </param>
    /// <param name="credential">The app's identity.</param>
    public static NpgsqlDataSource Create(string url, TokenCredential credential)
    {
        var builder = new NpgsqlDataSourceBuilder(DatabaseUrl.ToConnectionString(url));
        if (!string.IsNullOrEmpty(builder.ConnectionStringBuilder.Password) || !IsAzure(builder.ConnectionStringBuilder.Host))
        {
            return builder.Build();
        }

        builder.ConnectionStringBuilder.SslMode = SslMode.VerifyFull;
        builder.UsePeriodicPasswordProvider(
            async (_, cancellationToken) => (await credential.GetTokenAsync(Scope, cancellationToken)).Token,
            AskAgain,
            AskAgainAfterFailure);
        return builder.Build();
    }

    /// <summary>Azure's public cloud, and its national ones.</summary>
    private static bool IsAzure(string? host) => host is not null && new[]
    {
        ".postgres.database.azure.com", ".postgres.database.usgovcloudapi.net", ".postgres.database.chinacloudapi.cn",
    }.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
}
