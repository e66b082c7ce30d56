using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Rpc;

/// <summary>One node.</summary>
public sealed class NethereumOnAnvilTests(AnvilChain chain) : ChainClientSuite(chain)
{
    protected override IChainClient Client => Chain.Client;
}
