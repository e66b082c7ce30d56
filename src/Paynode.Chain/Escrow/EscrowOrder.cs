using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>What the escrow holds for an order.</summary>
/// <param name="Status">How far the order has come.</param>
/// <param name="Token">The token.</param>
/// <param name="Remaining">What is held, in the token's smallest unit.</param>
/// <param name="RefundTo">Where a refund goes; zero once the order is finished.</param>
/// <param name="DeadlineSeconds">Unix seconds from which anyone may refund.</param>
public sealed record EscrowOrder(EscrowOrderStatus Status, Address Token, BigInteger Remaining, Address RefundTo, long DeadlineSeconds)
{
    internal static EscrowOrder FromAbi(object[] fields) => new(
        (EscrowOrderStatus)(int)(BigInteger)fields[0],
        (Address)fields[1],
        (BigInteger)fields[2],
        (Address)fields[4],
        (long)(BigInteger)fields[5]);
}
