using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>One release of one order's funds to one provider.</summary>
/// <param name="OrderId">The order's id in the escrow.</param>
/// <param name="Provider">Receives the amount less the fees.</param>
/// <param name="Amount">The gross amount, in the token's smallest unit.</param>
/// <param name="PayerSignature">In mode <see cref="ReleaseMode.Confirmed"/> the payer's signature; otherwise empty.</param>
public sealed record EscrowRelease(Bytes32 OrderId, Address Provider, BigInteger Amount, byte[] PayerSignature);
