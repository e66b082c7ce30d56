using Paynode.Chain.Rpc;

namespace Paynode.Chain.Configuration;

/// <summary>One node of a chain.</summary>
/// <param name="Host">The host name.</param>
/// <param name="Client">A client for this node only.</param>
public sealed record ChainEndpoint(string Host, IChainClient Client);
