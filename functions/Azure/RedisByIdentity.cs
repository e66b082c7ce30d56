using Azure.Core;
using Paynode.Routing;
using StackExchange.Redis;

namespace Paynode.Functions.Azure;

/// <summary>Connects to Redis.</summary>
internal static class RedisByIdentity
{
    /// <summary>Connects; a Redis that is away is no error, it is connected to when it is back.</summary>
    /// <param name="url">redis://host:port.</param>
    /// <param name="credential">The app's identity.</param>
    public static Task<ConnectionMultiplexer> ConnectAsync(Uri url, TokenCredential credential) => RedisUrl.ConnectAsync(url);
}
