using System.Numerics;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Functions.Azure;

/// <summary>
/// Converts a vault's representation of a secp256k1 key into the chain's. Independent of the vault client, so that it can be
/// tested without one.
/// </summary>
internal static class VaultKey
{
    /// <summary>r and s, thirty-two bytes each, as JSON Web Algorithms write a signature (RFC 7518, 3.4).</summary>
    private const int SignatureLength = 2 * Bytes32.Length;

    /// <summary>The address of a public key: the end of its hash.</summary>
    /// <param name="x">Its x coordinate.</param>
    /// <param name="y">Its y coordinate.</param>
    /// <returns>Null when this is not a point of a 256-bit curve, such as the parts of an RSA key.</returns>
    public static Address? AddressOf(byte[]? x, byte[]? y) => x is { Length: Bytes32.Length } && y is { Length: Bytes32.Length }
        ? new Address(Keccak256.Hash([.. x, .. y]).ToArray().AsSpan(Bytes32.Length - Address.Length))
        : null;

    /// <summary>Completes a vault's signature with low s and the recovery bit, which vaults do not provide.</summary>
    /// <param name="digest">The signed digest.</param>
    /// <param name="signature">r and s, concatenated.</param>
    /// <param name="signer">The expected signer.</param>
    /// <exception cref="InvalidOperationException">It has another format, or another signer.</exception>
    public static EcdsaSignature Complete(Bytes32 digest, ReadOnlySpan<byte> signature, Address signer)
    {
        if (signature.Length != SignatureLength)
        {
            throw new InvalidOperationException($"The vault's signature has {signature.Length} bytes instead of {SignatureLength}.");
        }

        return EcdsaSignature.Complete(digest, Number(signature[..Bytes32.Length]), Number(signature[Bytes32.Length..]), signer)
            ?? throw new InvalidOperationException("The vault's signature is not from the requested key.");
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
