using Paynode.Chain.Primitives;
using BcInteger = Org.BouncyCastle.Math.BigInteger;

namespace Paynode.Chain.Cryptography;

/// <summary>Signs with a key in memory, for development and tests. Neither text nor debugger shows the key.</summary>
[System.Diagnostics.DebuggerDisplay("{ToString()}")]
public sealed class LocalKeySigner : ISigner
{
    [System.Diagnostics.DebuggerBrowsable(System.Diagnostics.DebuggerBrowsableState.Never)]
    private readonly BcInteger _key;

    /// <summary>Takes a private key.</summary>
    /// <param name="privateKey">Thirty-two bytes, above zero and below the curve order.</param>
    /// <exception cref="ArgumentException">The bytes are no private key; the message does not repeat them.</exception>
    public LocalKeySigner(ReadOnlySpan<byte> privateKey)
    {
        _key = new BcInteger(1, privateKey.ToArray());
        if (privateKey.Length != Bytes32.Length || !Secp256k1.IsPrivateKey(_key))
        {
            throw new ArgumentException("Not a secp256k1 private key.", nameof(privateKey));
        }

        Address = Secp256k1.AddressOf(_key);
    }

    /// <inheritdoc />
    public Address Address { get; }

    /// <summary>Reads a private key from hexadecimal.</summary>
    /// <param name="hexKey">Sixty-four digits, with or without <c>0x</c>.</param>
    /// <returns>The signer.</returns>
    /// <exception cref="ArgumentException">The text is no private key; the message does not repeat it.</exception>
    public static LocalKeySigner FromHex(string hexKey)
    {
        try
        {
            return new LocalKeySigner(Hex.Decode(hexKey));
        }
        catch (FormatException)
        {
            // The inner exception is dropped on purpose: its text could carry digits of the key.
            throw new ArgumentException("Not a private key in hexadecimal.", nameof(hexKey));
        }
    }

    /// <inheritdoc />
    public ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Secp256k1.Sign(digest, _key));

    /// <summary>The address only.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"LocalKeySigner({Address}, key redacted)";
}
