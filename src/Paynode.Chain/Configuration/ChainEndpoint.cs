using Paynode.Chain.Rpc;

namespace Paynode.Chain.Configuration;

/// <summary>One node of a chain.</summary>
/// <param name="Host">Its host name.</param>
/// <param name="Client">Speaks to it alone.</param>
public sealed record ChainEndpoint(string Host, IChainClient Client);
