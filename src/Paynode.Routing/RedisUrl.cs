using StackExchange.Redis;

namespace Paynode.Routing;

/// <summary>Connects to the Redis that a URL names.</summary>
public static class RedisUrl
{
    private const int DefaultPort = 6379;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Connects; a Redis that is away is no error, it is connected to when it is back.</summary>
    /// <param name="url">redis://[:password@]host[:port][/database], or rediss:// for TLS.</param>
    public static async Task<ConnectionMultiplexer> ConnectAsync(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var connection = await ConnectionMultiplexer.ConnectAsync(Parse(url));
#pragma warning disable CS0618 // Obsolete and without effect in 2.x; in 1.2.6 the default makes answers wait for each other.
        connection.PreserveAsyncOrder = false;
#pragma warning restore CS0618
        return connection;
    }

    private static ConfigurationOptions Parse(Uri url)
    {
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds,
            Ssl = url.Scheme == "rediss",
        };
        options.EndPoints.Add(url.Host, url.Port > 0 ? url.Port : DefaultPort);
        if (url.UserInfo.Split(':', 2) is [_, { Length: > 0 } password])
        {
            options.Password = Uri.UnescapeDataString(password);
        }

        if (int.TryParse(url.AbsolutePath.TrimStart('/'), out var database))
        {
            options.DefaultDatabase = database;
        }

        return options;
    }
}
