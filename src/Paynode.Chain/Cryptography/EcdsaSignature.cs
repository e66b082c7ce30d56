using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Cryptography;

/// <summary>A secp256k1 signature in low-s form, with the parity bit from which the signer can be recovered.</summary>
/// <param name="R">The x coordinate of the nonce point.</param>
/// <param name="S">The proof, at most half the curve order (EIP-2).</param>
/// <param name="RecoveryId">0 or 1: whether the nonce point's y coordinate is odd.</param>
public readonly record struct EcdsaSignature(BigInteger R, BigInteger S, byte RecoveryId)
{
    /// <summary>The 65 bytes that contracts expect: r, s, and 27 plus the recovery id.</summary>
    /// <returns>The bytes.</returns>
    public byte[] ToBytes() =>
        [.. Bytes32.FromBigInteger(R).ToArray(), .. Bytes32.FromBigInteger(S).ToArray(), (byte)(27 + RecoveryId)];

    /// <summary>The address whose key made this signature over the digest.</summary>
    /// <param name="digest">What was signed.</param>
    /// <returns>The signer, or nothing when the numbers are no signature.</returns>
    public Address? Recover(Bytes32 digest) => Secp256k1.Recover(digest, this);

    /// <summary>Completes a signature made elsewhere, such as by a key vault, which knows neither low s nor recovery ids.</summary>
    /// <param name="digest">What was signed.</param>
    /// <param name="r">The x coordinate of the nonce point.</param>
    /// <param name="s">The proof, low or high.</param>
    /// <param name="signer">Whose key signed.</param>
    /// <returns>The signature, or nothing when the numbers are not that signer's.</returns>
    public static EcdsaSignature? Complete(Bytes32 digest, BigInteger r, BigInteger s, Address signer) =>
        Secp256k1.Complete(digest, r, s, signer);
}
