using Npgsql;

namespace Paynode.LocalServices;

/// <summary>Translates between postgres:// URLs and Npgsql's connection strings.</summary>
public static class PostgresUrl
{
    private const int DefaultPort = 5432;

    /// <summary>postgres://user:password@host:port/database for a connection string's main parts.</summary>
    public static string From(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var password = parts.Password is { Length: > 0 } secret ? ":" + Uri.EscapeDataString(secret) : "";
        return $"postgres://{Uri.EscapeDataString(parts.Username ?? "")}{password}@{parts.Host}:{parts.Port}/{Uri.EscapeDataString(parts.Database ?? "")}";
    }

    /// <summary>The connection string for a URL; one that is not a URL is returned as it is.</summary>
    public static string ToConnectionString(string url)
    {
        if (!url.StartsWith("postgres://", StringComparison.Ordinal) && !url.StartsWith("postgresql://", StringComparison.Ordinal))
            return url;
        var uri = new Uri(url);
        var user = uri.UserInfo.Split(':', 2);
        var parts = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : DefaultPort,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
        };
        foreach (var setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (setting.StartsWith("sslmode=", StringComparison.Ordinal))
                parts["SSL Mode"] = setting["sslmode=".Length..].Replace("-", "", StringComparison.Ordinal);
        }
        return parts.ConnectionString;
    }
}
