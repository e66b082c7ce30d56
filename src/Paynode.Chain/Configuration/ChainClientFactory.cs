using Paynode.Chain.Rpc;

namespace Paynode.Chain.Configuration;

/// <summary>Makes the chain port out of configured nodes.</summary>
public static class ChainClientFactory
{
    /// <summary>Makes what <see cref="Create"/> sends with: connections follow a node's address, and redirects are not followed.</summary>
    /// <returns>One for all nodes, to be kept.</returns>
    public static HttpClient CreateHttpClient() =>
        new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false });

    /// <summary>Speaks to one node, or to several of which a quorum has to agree.</summary>
    /// <param name="options">The chain's description.</param>
    /// <param name="http">Its own timeout should exceed that of <see cref="RpcEndpointOptions"/>.</param>
    /// <param name="time">For time limits and pauses.</param>
    /// <param name="random">For jitter.</param>
    /// <returns>The client.</returns>
    public static IChainClient Create(ChainOptions options, HttpClient http, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        var clients = options.Endpoints()
            .Select(url => (IChainClient)new NethereumChainClient(http, url, new RpcEndpointOptions(), time, random))
            .ToArray();
        return clients.Length == 1 ? clients[0] : new QuorumChainClient(clients, options.Quorum ?? (clients.Length / 2) + 1);
    }
}
