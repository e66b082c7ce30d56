using System.Security.Cryptography;
using System.Text;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>
/// The signature in both directions: lower-case hex HMAC-SHA256 under the shared secret over method, path and query, timestamp
/// and the body's SHA-256, joined by line feeds.
/// </summary>
public static class RequestSignature
{
    public const string KeyHeader = "Paynode-Key";
    public const string TimestampHeader = "Paynode-Timestamp";
    public const string SignatureHeader = "Paynode-Signature";

    /// <param name="secret">The secret as text, exactly as it was shown at registration; its UTF-8 bytes are the key.</param>
    /// <param name="method">The HTTP method in upper case.</param>
    /// <param name="pathAndQuery">As sent on the request line, percent-encoding included.</param>
    /// <param name="timestamp">Unix milliseconds, the text of the header.</param>
    /// <param name="body">The bytes sent; none for a request without a body.</param>
    public static string Compute(string secret, string method, string pathAndQuery, string timestamp, ReadOnlySpan<byte> body)
    {
        var bodyDigest = Convert.ToHexStringLower(SHA256.HashData(body));
        var signed = $"{method}\n{pathAndQuery}\n{timestamp}\n{bodyDigest}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
    }

    /// <summary>Compares in constant time, so that timing does not leak the correct signature.</summary>
    public static bool Matches(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(given));
}
