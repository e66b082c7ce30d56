using System.Numerics;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Functions.Azure;

/// <summary>What a vault says of a key on secp256k1, brought into the form of the chain. Knows no vault's client, so that it is tested without one.</summary>
internal static class VaultKey
{
    /// <summary>r and s, thirty-two bytes each, as JSON Web Algorithms write a signature (RFC 7518, 3.4).</summary>
    private const int SignatureLength = 2 * Bytes32.Length;

    /// <summary>The address of a public key: the end of its hash.</summary>
    /// <param name="x">Its x coordinate.</param>
    /// <param name="y">Its y coordinate.</param>
    /// <returns>Null when this is no point of a curve of 256 bits, such as the parts of an RSA key.</returns>
    public static Address? AddressOf(byte[]? x, byte[]? y) => x is { Length: Bytes32.Length } && y is { Length: Bytes32.Length }
        ? new Address(Keccak256.Hash([.. x, .. y]).ToArray().AsSpan(Bytes32.Length - Address.Length))
        : null;

    /// <summary>Completes a vault's signature: low s, and the bit that the signer is recovered by. A vault knows neither.</summary>
    /// <param name="digest">What was signed.</param>
    /// <param name="signature">r and s, one after the other.</param>
    /// <param name="signer">Whose key was asked to sign.</param>
    /// <exception cref="InvalidOperationException">It is in another form, or not that signer's.</exception>
    public static EcdsaSignature Complete(Bytes32 digest, ReadOnlySpan<byte> signature, Address signer)
    {
        if (signature.Length != SignatureLength)
        {
            throw new InvalidOperationException($"The vault's signature has {signature.Length} bytes and not r and s with {SignatureLength}.");
        }

        return EcdsaSignature.Complete(digest, Number(signature[..Bytes32.Length]), Number(signature[Bytes32.Length..]), signer)
            ?? throw new InvalidOperationException("The vault's signature is not of the key that it was asked for.");
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
