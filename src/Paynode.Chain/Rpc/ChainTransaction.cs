using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>A transaction known to a node, mined or pending.</summary>
/// <param name="Hash">The transaction hash.</param>
/// <param name="From">The sender.</param>
/// <param name="Nonce">The sender's nonce.</param>
/// <param name="BlockNumber">The block that contains it; null while it is pending.</param>
public sealed record ChainTransaction(Bytes32 Hash, Address From, long Nonce, long? BlockNumber);
