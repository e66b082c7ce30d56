using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Cryptography;

/// <summary>Ethereum's hash: Keccak with the original padding, not the later SHA-3 one.</summary>
public static class Keccak256
{
    /// <summary>Hashes bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <returns>The digest.</returns>
    public static Bytes32 Hash(ReadOnlySpan<byte> data)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(data.ToArray(), 0, data.Length);
        var hash = new byte[Bytes32.Length];
        digest.DoFinal(hash, 0);
        return new Bytes32(hash);
    }

    /// <summary>Hashes the UTF-8 bytes of a text, such as an event's signature.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The digest.</returns>
    public static Bytes32 Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));
}
