using Paynode.Chain.Configuration;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Nethereum;

/// <summary>Makes the chain port out of configured nodes, over Nethereum.</summary>
public static class NethereumClientFactory
{
    /// <summary>Speaks to one node, or to several of which a quorum has to agree.</summary>
    /// <param name="options">The chain's description.</param>
    /// <param name="http">Makes a client for each node: Nethereum gives it the node's address.</param>
    /// <param name="time">For pauses.</param>
    /// <param name="random">For jitter.</param>
    /// <returns>The client.</returns>
    public static IChainClient Create(ChainOptions options, Func<HttpClient> http, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(http);
        var clients = options.Endpoints()
            .Select(url => (IChainClient)new NethereumChainClient(http(), url, new RpcEndpointOptions(), time, random))
            .ToArray();
        return clients.Length == 1 ? clients[0] : new QuorumChainClient(clients, options.Quorum ?? (clients.Length / 2) + 1);
    }
}
