using System.Security.Cryptography;
using System.Text;

namespace Paynode.Functions;

/// <summary>The operator's own key.</summary>
/// <param name="AdminKeyHash">SHA-256 of the key; the key itself is not kept.</param>
public sealed record AccessOptions(ReadOnlyMemory<byte> AdminKeyHash)
{
    /// <summary>Shortest key that is taken: 16 random bytes in base64 have 22 characters.</summary>
    private const int MinLength = 16;

    /// <summary>Options for a key.</summary>
    /// <exception cref="ArgumentException">The key is missing or too short to be safe.</exception>
    public static AccessOptions ForAdminKey(string? key) => key is { Length: >= MinLength }
        ? new AccessOptions(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
        : throw new ArgumentException($"PAYNODE_ADMIN_KEY has to be set, with {MinLength} characters or more.", nameof(key));
}
