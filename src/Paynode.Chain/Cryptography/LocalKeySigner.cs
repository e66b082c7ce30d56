using NBitcoin.Secp256k1;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Cryptography;

/// <summary>Signs with a key in memory, for development and tests. Neither text nor debugger shows the key.</summary>
[System.Diagnostics.DebuggerDisplay("{ToString()}")]
public sealed class LocalKeySigner : ISigner
{
    [System.Diagnostics.DebuggerBrowsable(System.Diagnostics.DebuggerBrowsableState.Never)]
    private readonly ECPrivKey _key;

    /// <summary>Creates a signer from a private key.</summary>
    /// <param name="privateKey">32 bytes, above zero and below the curve order.</param>
    /// <exception cref="ArgumentException">The bytes are not a valid private key; the message does not repeat them.</exception>
    public LocalKeySigner(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != Bytes32.Length || !ECPrivKey.TryCreate(privateKey, out var key))
        {
            throw new ArgumentException("Not a secp256k1 private key.", nameof(privateKey));
        }

        _key = key;
        Address = EcdsaSignature.AddressOf(key.CreatePubKey());
    }

    /// <inheritdoc />
    public Address Address { get; }

    /// <summary>Reads a private key from hexadecimal.</summary>
    /// <param name="hexKey">64 digits, with or without <c>0x</c>.</param>
    /// <exception cref="ArgumentException">The text is not a valid private key; the message does not repeat it.</exception>
    public static LocalKeySigner FromHex(string hexKey)
    {
        try
        {
            return new LocalKeySigner(Hex.Decode(hexKey));
        }
        catch (FormatException)
        {
            // The inner exception is dropped on purpose: its text could contain digits of the key.
            throw new ArgumentException("Not a private key in hexadecimal.", nameof(hexKey));
        }
    }

    /// <inheritdoc />
    public ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken) =>
        ValueTask.FromResult(EcdsaSignature.Sign(digest, _key));

    /// <summary>Returns the address only.</summary>
    public override string ToString() => $"LocalKeySigner({Address}, key redacted)";
}
