using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>A call to execute without a transaction, or to estimate the gas of.</summary>
/// <param name="To">The contract; null to create one.</param>
/// <param name="Data">The call data.</param>
/// <param name="From">The caller that the node assumes.</param>
/// <param name="Value">The native currency to transfer, in wei.</param>
public sealed record CallRequest(Address? To, byte[] Data, Address? From = null, BigInteger Value = default);
