using System.Buffers.Binary;
using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>An order's terms in the escrow, fixed before it is funded. The escrow's order id commits to all of them.</summary>
/// <param name="Reference">The order's id outside the chain; see <see cref="ReferenceOf"/>.</param>
/// <param name="Token">The ERC-20 token.</param>
/// <param name="Amount">What is locked, in the token's smallest unit: 1 to 2^96-1.</param>
/// <param name="Payer">The signer required in mode <see cref="ReleaseMode.Confirmed"/>; may be zero in the other mode.</param>
/// <param name="RefundTo">The only address to which refunds and unusable deposits go.</param>
/// <param name="DeadlineSeconds">Unix seconds. Funding ends here, and from here on anyone may refund.</param>
/// <param name="ProtocolFeeBps">The protocol's share of each release, in basis points.</param>
/// <param name="IntegratorFeeBps">The integrator's share of each release, in basis points.</param>
/// <param name="Integrator">Receives the integrator's share; may be zero when that is zero.</param>
/// <param name="Mode">Who has to approve a release.</param>
public sealed record EscrowTerms(
    Bytes32 Reference,
    Address Token,
    BigInteger Amount,
    Address Payer,
    Address RefundTo,
    long DeadlineSeconds,
    int ProtocolFeeBps,
    int IntegratorFeeBps,
    Address Integrator,
    ReleaseMode Mode)
{
    /// <summary>The terms as the contract's <c>Terms</c> struct.</summary>
    internal const string AbiTuple = "(bytes32,address,uint256,address,address,uint64,uint16,uint16,address,uint8)";

    /// <summary>The reference for an order of Paynode: the UUID's 16 bytes in text order, then 16 zero bytes.</summary>
    /// <param name="orderId">The order's id.</param>
    public static Bytes32 ReferenceOf(Guid orderId) => new([.. orderId.ToByteArray(bigEndian: true), .. new byte[16]]);

    /// <summary>The order that a reference identifies.</summary>
    /// <param name="reference">A reference from the chain, where anyone can write any value.</param>
    /// <returns>The order's id, or null when the reference is not one of Paynode's.</returns>
    public static Guid? OrderOf(Bytes32 reference)
    {
        var bytes = reference.ToArray();
        return BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(16)) == 0 ? new Guid(bytes.AsSpan(0, 16), bigEndian: true) : null;
    }

    internal object[] ToAbi() =>
    [
        Reference, Token, Amount, Payer, RefundTo, new BigInteger(DeadlineSeconds), new BigInteger(ProtocolFeeBps),
        new BigInteger(IntegratorFeeBps), Integrator, new BigInteger((int)Mode),
    ];

    internal static EscrowTerms FromAbi(object[] fields) => new(
        (Bytes32)fields[0],
        (Address)fields[1],
        (BigInteger)fields[2],
        (Address)fields[3],
        (Address)fields[4],
        (BigInteger)fields[5] <= long.MaxValue ? (long)(BigInteger)fields[5] : throw new FormatException("A deadline exceeds 63 bits."),
        (int)(BigInteger)fields[6],
        (int)(BigInteger)fields[7],
        (Address)fields[8],
        (BigInteger)fields[9] <= 1 ? (ReleaseMode)(int)(BigInteger)fields[9] : throw new FormatException("Not a release mode."));
}

/// <summary>Who has to approve a release; the values are the contract's.</summary>
public enum ReleaseMode
{
    /// <summary>The operator alone.</summary>
    Operator = 0,

    /// <summary>The operator, with the payer's signature over each release.</summary>
    Confirmed = 1,
}
