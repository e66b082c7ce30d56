using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>A registered order, identified by its deposit address.</summary>
internal sealed record WatchedDeposit(Address Address, Bytes32 OrderId, Address Token);
