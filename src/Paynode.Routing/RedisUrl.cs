using StackExchange.Redis;

namespace Paynode.Routing;

/// <summary>Connects to the Redis that a URL names.</summary>
public static class RedisUrl
{
    private const int DefaultPort = 6379;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Between two attempts to reconnect. As often as the client looks; the default backs off to a minute.</summary>
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Silence after which the client pings. It gives a connection up that has been silent for some of these: a peer that vanished
    /// without closing is noticed in seconds and not when the kernel gives up, after a quarter of an hour.
    /// </summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);

    /// <summary>Between two questions to each server whether it is still what it was: a promoted replica is found within this.</summary>
    private static readonly TimeSpan RoleCheck = TimeSpan.FromSeconds(5);

    /// <summary>Connects; a Redis that is away is no error, it is connected to when it is back.</summary>
    /// <param name="url">redis://[:password@]host[:port][/database], or rediss:// for TLS. Of a cluster any node; it names the others.</param>
    public static async Task<ConnectionMultiplexer> ConnectAsync(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return await ConnectionMultiplexer.ConnectAsync(Parse(url));
    }

    /// <summary>How the router wants to be connected.</summary>
    internal static ConfigurationOptions Parse(Uri url)
    {
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds,
            Ssl = url.Scheme == "rediss",

            // What cannot be sent now is decided from memory now. A queue would hold the decision until its time-out.
            BacklogPolicy = BacklogPolicy.FailFast,
            ReconnectRetryPolicy = new LinearRetry((int)ReconnectInterval.TotalMilliseconds),
            KeepAlive = (int)KeepAlive.TotalSeconds,
            ConfigCheckSeconds = (int)RoleCheck.TotalSeconds,

            // Servers say themselves which of them is the primary; the key and the channel that older set-ups used are out of reach
            // of the app's rights in Redis. Without subscriptions there is no use for a second connection to each server either.
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
