using Npgsql;

namespace Paynode.Payments;

/// <summary>The database's address as given in the environment.</summary>
public static class DatabaseUrl
{
    /// <summary>Statements that a connection keeps prepared; Paynode has fewer hot ones than this.</summary>
    private const int MaxAutoPrepare = 100;

    /// <summary>
    /// Turns <c>postgres://user:password@host:port/database?option=value</c> into Npgsql's form. User, password, host and
    /// database may be percent-encoded; options are Npgsql's or libpq's (<c>sslmode</c>, <c>connect_timeout</c>, <c>host</c> …).
    /// Text without that scheme is assumed to be in Npgsql's form already.
    /// </summary>
    /// <exception cref="ArgumentException">The URL or an option is malformed. The message never holds the password.</exception>
    public static string ToConnectionString(string urlOrConnectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(urlOrConnectionString);
        var isUrl = urlOrConnectionString.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || urlOrConnectionString.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
        if (!isUrl)
        {
            return urlOrConnectionString;
        }

        if (!Uri.TryCreate(urlOrConnectionString, UriKind.Absolute, out var url))
        {
            throw new ArgumentException(
                "The database URL is malformed; reserved characters must be percent-encoded.", nameof(urlOrConnectionString));
        }

        var connection = new NpgsqlConnectionStringBuilder { ApplicationName = "paynode", MaxAutoPrepare = MaxAutoPrepare };
        SetAddress(connection, url);
        foreach (var option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(option, '=');
            SetOption(connection, name, value);
        }

        return connection.ConnectionString;
    }

    private static void SetAddress(NpgsqlConnectionStringBuilder connection, Uri url)
    {
        var (user, password) = Split(url.UserInfo, ':');
        var database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        connection.Host = url.Host.Length == 0 ? "localhost" : Uri.UnescapeDataString(url.Host.Trim('[', ']'));
        connection.Port = url.Port > 0 ? url.Port : NpgsqlConnection.DefaultPort;
        connection.Username = user.Length == 0 ? null : user;
        connection.Password = password.Length == 0 ? null : password;
        connection.Database = database.Length == 0 ? null : database;
    }

    private static void SetOption(NpgsqlConnectionStringBuilder connection, string name, string value)
    {
        var (key, setting) = name.ToLowerInvariant() switch
        {
            "sslmode" => ("SSL Mode", value.Replace("-", "", StringComparison.Ordinal)),
            "connect_timeout" => ("Timeout", value),
            "application_name" => ("Application Name", value),
            "user" => ("Username", value),
            "dbname" => ("Database", value),
            _ => (name, value),
        };
        try
        {
            connection[key] = setting;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException)
        {
            throw new ArgumentException($"The database URL's option '{name}' is unknown or has an invalid value.", nameof(name));
        }
    }

    private static (string Left, string Right) Split(string text, char separator)
    {
        var parts = text.Split(separator, 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
