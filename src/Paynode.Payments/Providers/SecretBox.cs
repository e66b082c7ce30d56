using System.Security.Cryptography;
using System.Text;

namespace Paynode.Payments;

/// <summary>
/// Encrypts secrets at rest with AES-256-GCM. A sealed secret is bound to a context, such as the id of its row, and cannot be
/// opened in another. Layout: version (1 byte), nonce (12), tag (16), ciphertext.
/// </summary>
public sealed class SecretBox
{
    private const byte Version = 1;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    private readonly byte[] _key;

    /// <summary>With a key of 32 bytes.</summary>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public SecretBox(ReadOnlySpan<byte> key) => _key = key.Length == KeyBytes
        ? key.ToArray()
        : throw new ArgumentException("The secrets key must be 32 bytes.", nameof(key));

    /// <summary>With a key as given in the environment: base64 of 32 bytes.</summary>
    /// <exception cref="ArgumentException">It is not base64 of 32 bytes.</exception>
    public static SecretBox FromBase64(string key)
    {
        var bytes = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(key, bytes, out var length)
            ? new SecretBox(bytes.AsSpan(0, length))
            : throw new ArgumentException("The secrets key must be the base64 encoding of 32 bytes.", nameof(key));
    }

    /// <summary>Derives a 32-byte key for another purpose; it reveals nothing about this key or other derived keys.</summary>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, KeyBytes, salt: null, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>Seals a secret under a fresh random nonce.</summary>
    public byte[] Seal(string secret, string context)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[HeaderBytes + plain.Length];
        box[0] = Version;
        RandomNumberGenerator.Fill(box.AsSpan(1, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(
            box.AsSpan(1, NonceBytes),
            plain,
            box.AsSpan(HeaderBytes),
            box.AsSpan(1 + NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(context));
        return box;
    }

    /// <summary>Opens a secret that <see cref="Seal"/> sealed for the same context.</summary>
    /// <exception cref="CryptographicException">Another key, another context, or the ciphertext was altered.</exception>
    public string Open(ReadOnlySpan<byte> box, string context)
    {
        if (box.Length < HeaderBytes || box[0] != Version)
        {
            throw new CryptographicException("Not a sealed secret of a known version.");
        }

        var plain = new byte[box.Length - HeaderBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(
            box.Slice(1, NonceBytes),
            box[HeaderBytes..],
            box.Slice(1 + NonceBytes, TagBytes),
            plain,
            Encoding.UTF8.GetBytes(context));
        return Encoding.UTF8.GetString(plain);
    }
}
