using Paynode.Chain.Nethereum;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Rpc;

/// <summary>The cloud's client, in the cloud's build.</summary>
public sealed class NethereumOnAnvilTests(AnvilChain chain) : ChainClientSuite(chain), IDisposable
{
    private readonly HttpClient _http = new();

    protected override IChainClient Client => field ??=
        new NethereumChainClient(_http, new Uri(Chain.Node.RpcUrl), new RpcEndpointOptions(), TimeProvider.System, new Random(1));

    public void Dispose() => _http.Dispose();
}
