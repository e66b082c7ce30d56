using System.Security.Cryptography;
using System.Text;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Verifies that a push comes from the chain's node provider.</summary>
public sealed class NodeSignatures
{
    /// <summary>Header with the signature. The name and format are Alchemy's; other providers can be configured to send it.</summary>
    public const string Header = "X-Alchemy-Signature";

    private static readonly Problem Missing = new("signature_missing", $"Send {Header}.");
    private static readonly Problem Invalid = new("signature_invalid", "The signature does not match the body.");

    private readonly byte[]? _key;

    /// <summary>With the signing key.</summary>
    /// <param name="key">
    /// As the node's provider shows it (its UTF-8 bytes are the key); without one every push is refused. Surrounding white space,
    /// such as a trailing newline of a file, is ignored.
    /// </param>
    public NodeSignatures(string? key) => _key = string.IsNullOrWhiteSpace(key) ? null : Encoding.UTF8.GetBytes(key.Trim());

    /// <summary>Checks what can be checked before the body is read.</summary>
    /// <param name="signature">The header's value.</param>
    /// <returns>Null, or <c>signature_missing</c>, <c>signature_invalid</c>.</returns>
    public Problem? CheckForm(string? signature) =>
        string.IsNullOrEmpty(signature) ? Missing
        : _key is not null && RequestSignature.HasForm(signature) ? null
        : Invalid;

    /// <summary>Verifies a push.</summary>
    /// <param name="signature">The header's value.</param>
    /// <param name="body">The exact bytes received.</param>
    /// <returns>Null, or <c>signature_missing</c>, <c>signature_invalid</c>.</returns>
    public Problem? Verify(string? signature, ReadOnlySpan<byte> body)
    {
        if (CheckForm(signature) is { } problem)
        {
            return problem;
        }

        return RequestSignature.Matches(Convert.ToHexStringLower(HMACSHA256.HashData(_key!, body)), signature!) ? null : Invalid;
    }
}
