using Paynode.Chain.Rpc;

namespace Paynode.Chain.Configuration;

/// <summary>Creates the chain client from configured nodes.</summary>
public static class ChainClientFactory
{
    /// <summary>Creates the HTTP client for <see cref="Create"/>: connections follow DNS changes, and redirects are not followed.</summary>
    /// <returns>One client for all nodes, to be reused.</returns>
    public static HttpClient CreateHttpClient() =>
        new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false });

    /// <summary>Creates a client for one node, or for several of which a quorum has to agree.</summary>
    /// <param name="options">The chain's description.</param>
    /// <param name="http">Its own timeout should exceed that of <see cref="RpcEndpointOptions"/>.</param>
    /// <param name="timeProvider">For timeouts and retry delays.</param>
    /// <param name="random">For jitter.</param>
    public static IChainClient Create(ChainOptions options, HttpClient http, TimeProvider timeProvider, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        var clients = options.Endpoints()
            .Select(url => (IChainClient)new NethereumChainClient(http, url, new RpcEndpointOptions(), timeProvider, random))
            .ToArray();
        return clients.Length == 1 ? clients[0] : new QuorumChainClient(clients, options.Quorum ?? (clients.Length / 2) + 1);
    }
}
