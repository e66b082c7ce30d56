using System.Security.Cryptography;
using System.Text;

namespace Paynode.Functions;

/// <summary>The operator's own key.</summary>
/// <param name="AdminKeyHash">SHA-256 of the key; the key itself is not kept.</param>
public sealed record AccessOptions(ReadOnlyMemory<byte> AdminKeyHash)
{
    /// <summary>Shortest key that is taken: 32 random bytes in base64 have 43 characters without padding.</summary>
    public const int MinLength = 43;

    /// <summary>Fewest different characters: 32 random bytes have 8 or fewer in hexadecimal less than once in a million times.</summary>
    private const int MinDistinct = 9;

    /// <summary>
    /// The operator as the audit names it: with the first digits of its key's SHA-256, which tell what was done with a former key
    /// from what was done with the present one.
    /// </summary>
    public string Actor => $"operator:{Convert.ToHexStringLower(AdminKeyHash.Span[..4])}";

    /// <summary>Options for a key.</summary>
    /// <exception cref="ArgumentException">The key is missing or too short to be safe.</exception>
    public static AccessOptions ForAdminKey(string? key) => key is { Length: >= MinLength } && key.Distinct().Count() >= MinDistinct
        ? new AccessOptions(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
        : throw new ArgumentException($"PAYNODE_ADMIN_KEY has to be set, to 32 random bytes in base64 or hexadecimal: {MinLength} characters or more.", nameof(key));
}
