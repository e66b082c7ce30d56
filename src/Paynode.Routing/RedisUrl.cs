using StackExchange.Redis;

namespace Paynode.Routing;

/// <summary>Connects to the Redis server of a URL.</summary>
public static class RedisUrl
{
    private const int DefaultPort = 6379;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The interval between reconnection attempts. Constant; the client's default backs off to a minute.</summary>
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The idle time after which the client sends a ping. It drops a connection that stays silent for several of these, so a
    /// peer that disappeared without closing is detected within seconds instead of the kernel's quarter of an hour.
    /// </summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);

    /// <summary>The interval at which each server's role is checked: a promoted replica is found within this time.</summary>
    private static readonly TimeSpan RoleCheck = TimeSpan.FromSeconds(5);

    /// <summary>Connects; an unavailable Redis is not an error, the connection is made when it is back.</summary>
    /// <param name="url">
    /// redis://[:password@]host[:port][/database], or rediss:// for TLS. For a cluster any node; it returns the others.
    /// </param>
    public static async Task<ConnectionMultiplexer> ConnectAsync(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return await ConnectionMultiplexer.ConnectAsync(Parse(url));
    }

    /// <summary>The connection options that the router needs.</summary>
    internal static ConfigurationOptions Parse(Uri url)
    {
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds,
            Ssl = url.Scheme == "rediss",

            // What cannot be sent now is decided from memory now. A queue would delay the decision until its timeout.
            BacklogPolicy = BacklogPolicy.FailFast,
            ReconnectRetryPolicy = new LinearRetry((int)ReconnectInterval.TotalMilliseconds),
            KeepAlive = (int)KeepAlive.TotalSeconds,
            ConfigCheckSeconds = (int)RoleCheck.TotalSeconds,

            // Servers report themselves which of them is the primary; the key and the channel that older set-ups used are not within
            // the app's permissions in Redis. Without subscriptions a second connection to each server is not needed either.
            ConfigurationChannel = "",
            TieBreaker = "",
            SharedSubscriptionConnection = true,
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
