using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Paynode.LocalHost.Hosting;

/// <summary>The database configured by the setting <c>DATABASE_URL</c>.</summary>
internal static class DatabaseUrl
{
    /// <summary>
    /// Maximum number of automatically prepared statements for each connection; the runtime has about twenty.
    /// </summary>
    private const int PreparedStatements = 64;

    /// <exception cref="InvalidOperationException">The setting is missing or is not a PostgreSQL address.</exception>
    public static NpgsqlDataSource Open(IConfiguration configuration)
    {
        var url = configuration["DATABASE_URL"] ?? throw new InvalidOperationException("The setting DATABASE_URL is missing.");
        var builder = new NpgsqlConnectionStringBuilder(ToConnectionString(url));
        if (builder.MaxAutoPrepare == 0)
        {
            builder.MaxAutoPrepare = PreparedStatements;
            builder.AutoPrepareMinUsages = 2;
        }

        return NpgsqlDataSource.Create(builder);
    }

    /// <summary>Parses <c>postgres://user:password@host:port/database?option=value</c> or a connection string.</summary>
    public static string ToConnectionString(string url)
    {
        if (!url.StartsWith("postgres://", StringComparison.Ordinal) && !url.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return url;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            throw new InvalidOperationException(
                "The setting DATABASE_URL is not an address of the form postgres://user:password@host:port/database.");
        }

        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
        };
        if (user.Length == 2)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            builder[pair[0] == "sslmode" ? "SSL Mode" : pair[0]] = Uri.UnescapeDataString(pair[^1]);
        }

        return builder.ConnectionString;
    }
}
