using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Rpc;

/// <summary>Our own client.</summary>
public sealed class JsonRpcOnAnvilTests(AnvilChain chain) : ChainClientSuite(chain)
{
    protected override IChainClient Client => Chain.Client;
}
