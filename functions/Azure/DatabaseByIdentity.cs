using Azure.Core;
using Npgsql;
using Paynode.Payments;

namespace Paynode.Functions.Azure;

/// <summary>Connects to PostgreSQL with a token of the app's identity instead of a password.</summary>
internal static class DatabaseByIdentity
{
    private static readonly TokenRequestContext Scope = new(["https://ossrdbms-aad.database.windows.net/.default"]);

    /// <summary>The credential caches its token and renews it ahead of time, so frequent calls are cheap.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(4);

    /// <summary>Short: open connections stay open without a token.</summary>
    private static readonly TimeSpan AskAgainAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Creates a data source.</summary>
    /// <param name="url">
    /// postgres://role@host:port/database. A host of Azure Database for PostgreSQL without a password in the URL gets a token of
    /// the identity; any other URL is used unchanged, and no other host ever gets a token.
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

    /// <summary>Azure's public and national clouds.</summary>
    private static bool IsAzure(string? host) => host is not null && new[]
    {
        ".postgres.database.azure.com", ".postgres.database.usgovcloudapi.net", ".postgres.database.chinacloudapi.cn",
    }.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
}
