using Azure.Core;
using Paynode.Routing;
using StackExchange.Redis;

namespace Paynode.Functions.Azure;

/// <summary>Connects to Azure Managed Redis with tokens of the app's identity, renewed on open connections.</summary>
internal static class RedisByIdentity
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Connects; a Redis that is away is no error, it is connected to when it is back.</summary>
    /// <param name="url">rediss://host:port; without TLS, as on a developer's machine, no token is sent.</param>
    /// <param name="credential">The app's identity.</param>
    public static async Task<ConnectionMultiplexer> ConnectAsync(Uri url, TokenCredential credential)
    {
        if (url.Scheme != "rediss")
        {
            return await RedisUrl.ConnectAsync(url);
        }

        var options = new ConfigurationOptions
        {
            EndPoints = { { url.Host, url.Port } },
            Ssl = true,
            AbortOnConnectFail = false,
            ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds,

            // Nobody tells us of the cluster by a channel or a key, and the app's rights in Redis hold neither.
            ConfigurationChannel = "",
            TieBreaker = "",
        };
        await options.ConfigureForAzureWithTokenCredentialAsync(credential);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
