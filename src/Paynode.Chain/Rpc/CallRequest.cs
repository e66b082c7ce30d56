using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>A call to run without a transaction, or to estimate the gas of.</summary>
/// <param name="To">The contract; nothing creates one.</param>
/// <param name="Data">The call data.</param>
/// <param name="From">Who appears to call.</param>
/// <param name="Value">Native currency sent along, in wei.</param>
public sealed record CallRequest(Address? To, byte[] Data, Address? From = null, BigInteger Value = default);
