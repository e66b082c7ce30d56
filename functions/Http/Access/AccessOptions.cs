using System.Security.Cryptography;
using System.Text;

namespace Paynode.Functions;

/// <summary>The operator's API key.</summary>
/// <param name="AdminKeyHash">SHA-256 of the key; the key itself is not stored.</param>
public sealed record AccessOptions(ReadOnlyMemory<byte> AdminKeyHash)
{
    /// <summary>Minimum length of a key: 32 random bytes in base64 have 43 characters without padding.</summary>
    public const int MinLength = 43;

    /// <summary>
    /// Minimum number of distinct characters: 32 random bytes have 8 or fewer in hexadecimal less than once in a million times.
    /// </summary>
    private const int MinDistinct = 9;

    /// <summary>
    /// The operator as named in the audit: with the first digits of its key's SHA-256, to distinguish actions under a former key
    /// from those under the current one.
    /// </summary>
    public string Actor => $"operator:{Convert.ToHexStringLower(AdminKeyHash.Span[..4])}";

    /// <summary>Options for a key.</summary>
    /// <exception cref="ArgumentException">The key is missing or too short to be safe.</exception>
    public static AccessOptions ForAdminKey(string? key) => key is { Length: >= MinLength } && key.Distinct().Count() >= MinDistinct
        ? new AccessOptions(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
        : throw new ArgumentException(
            $"PAYNODE_ADMIN_KEY must be set to 32 random bytes in base64 or hexadecimal: at least {MinLength} characters.", nameof(key));
}
