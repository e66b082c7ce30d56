using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>What the escrow holds for an order.</summary>
/// <param name="Status">The order's status.</param>
/// <param name="Token">The token.</param>
/// <param name="Remaining">The amount held, in the token's smallest unit.</param>
/// <param name="RefundTo">The refund address; zero once the order is finished.</param>
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

/// <summary>An order's status in the escrow; the values are the contract's.</summary>
public enum EscrowOrderStatus
{
    /// <summary>Never funded.</summary>
    Unknown = 0,

    /// <summary>Some or all of its amount is held.</summary>
    Locked = 1,

    /// <summary>All of its amount was released or refunded.</summary>
    Finished = 2,
}
