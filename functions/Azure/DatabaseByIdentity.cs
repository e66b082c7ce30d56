using Azure.Core;
using Npgsql;
using Paynode.Storage;

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
    /// <param name="url">postgres://role@host:port/database; with a password in it, as on a developer's machine, it is taken as it is.</param>
    /// <param name="credential">The app's identity.</param>
    public static NpgsqlDataSource Create(string url, TokenCredential credential)
    {
        var builder = new NpgsqlDataSourceBuilder(DatabaseUrl.ToConnectionString(url));
        if (!string.IsNullOrEmpty(builder.ConnectionStringBuilder.Password))
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
}
