using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Rpc;

/// <summary>Several endpoints of one node, which always agree.</summary>
public sealed class QuorumOnAnvilTests(AnvilChain chain) : ChainClientSuite(chain)
{
    protected override IChainClient Client => new QuorumChainClient([Chain.Client, Chain.Client, Chain.Client], 2);
}
