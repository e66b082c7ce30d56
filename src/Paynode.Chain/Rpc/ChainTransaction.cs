using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>A transaction a node knows, mined or waiting.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="From">Who sent it.</param>
/// <param name="Nonce">Its number among the sender's.</param>
/// <param name="BlockNumber">Where it was mined; nothing while it waits in the pool.</param>
public sealed record ChainTransaction(Bytes32 Hash, Address From, long Nonce, long? BlockNumber);
