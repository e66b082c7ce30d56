using System.Numerics;
using NBitcoin.Secp256k1;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Cryptography;

/// <summary>A secp256k1 signature in low-s form, with the parity bit from which the signer can be recovered.</summary>
/// <param name="R">The x coordinate of the nonce point.</param>
/// <param name="S">The proof, at most half the curve order (EIP-2).</param>
/// <param name="RecoveryId">0 or 1: whether the nonce point's y coordinate is odd.</param>
public readonly record struct EcdsaSignature(BigInteger R, BigInteger S, byte RecoveryId)
{
    /// <summary>The 65 bytes that contracts expect: r, s, and 27 plus the recovery id.</summary>
    public byte[] ToBytes() =>
        [.. Bytes32.FromBigInteger(R).ToArray(), .. Bytes32.FromBigInteger(S).ToArray(), (byte)(27 + RecoveryId)];

    /// <summary>The address whose key made this signature over the digest.</summary>
    /// <param name="digest">What was signed.</param>
    /// <returns>The signer, or null when the numbers are not a valid signature.</returns>
    public Address? Recover(Bytes32 digest) =>
        // The larger recovery ids are for nonce points beyond the curve order, which transactions cannot carry.
        RecoveryId <= 1 && IsWord(R) && IsWord(S)
            && SecpRecoverableECDSASignature.TryCreateFromCompact(ToBytes().AsSpan(0, 2 * Bytes32.Length), RecoveryId, out var signature)
            && ECPubKey.TryRecover(Context.Instance, signature, digest.ToArray(), out var key)
            ? AddressOf(key)
            : null;

    /// <summary>Completes a signature made elsewhere, such as by a key vault, which provides neither low s nor recovery ids.</summary>
    /// <param name="digest">What was signed.</param>
    /// <param name="r">The x coordinate of the nonce point.</param>
    /// <param name="s">The proof, low or high.</param>
    /// <param name="signer">The address of the signing key.</param>
    /// <returns>The signature, or null when it was not made by that signer.</returns>
    public static EcdsaSignature? Complete(Bytes32 digest, BigInteger r, BigInteger s, Address signer)
    {
        if (!IsWord(s))
        {
            return null;
        }

        var proof = new Scalar(Bytes32.FromBigInteger(s).ToArray());
        var low = Number(proof.IsHigh ? proof.Negate() : proof);
        foreach (var candidate in new[] { new EcdsaSignature(r, low, 0), new EcdsaSignature(r, low, 1) })
        {
            if (candidate.Recover(digest) == signer)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Signs with a nonce by RFC 6979, so that the signature is deterministic.</summary>
    internal static EcdsaSignature Sign(Bytes32 digest, ECPrivKey key)
    {
        if (!key.TrySignRecoverable(digest.ToArray(), out var signature) || signature is null)
        {
            throw new InvalidOperationException("The digest cannot be signed.");
        }

        var (r, s, recoveryId) = signature;
        return new EcdsaSignature(Number(r), Number(s), (byte)recoveryId);
    }

    /// <summary>The last 20 bytes of the hash of a public key.</summary>
    internal static Address AddressOf(ECPubKey key) => new(Keccak256.Hash(key.ToBytes(compressed: false).AsSpan(1)).ToArray().AsSpan(12));

    private static bool IsWord(BigInteger number) => number.Sign >= 0 && number.GetBitLength() <= 8 * Bytes32.Length;

    private static BigInteger Number(Scalar scalar) => new(scalar.ToBytes(), isUnsigned: true, isBigEndian: true);
}
