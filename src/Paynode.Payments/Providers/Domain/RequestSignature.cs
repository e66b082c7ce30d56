using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Paynode.Payments;

/// <summary>
/// The signature on every call to a provider and from it: HMAC-SHA256, keyed with the provider's secret, over
/// <c>METHOD \n path-and-query \n timestamp \n hex SHA-256(body)</c>.
/// </summary>
public static class RequestSignature
{
    /// <summary>Header with the provider's id, which names the key.</summary>
    public const string KeyHeader = "Paynode-Key";

    /// <summary>Header with the time of signing in unix milliseconds.</summary>
    public const string TimestampHeader = "Paynode-Timestamp";

    /// <summary>Header with the signature in lower-case hex.</summary>
    public const string SignatureHeader = "Paynode-Signature";

    /// <summary>Maximum deviation of a timestamp from the current time, in either direction.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Signs.</summary>
    /// <param name="secret">The provider's secret, as handed out at registration (its UTF-8 bytes are the key).</param>
    /// <param name="method">The HTTP method in capitals.</param>
    /// <param name="pathAndQuery">As sent, from the first slash after the host.</param>
    /// <param name="timestampMs">Unix milliseconds.</param>
    /// <param name="body">The exact bytes sent; empty for none.</param>
    /// <returns>Lower-case hex.</returns>
    public static string Sign(string secret, string method, string pathAndQuery, long timestampMs, ReadOnlySpan<byte> body)
    {
        var bodyHash = Convert.ToHexStringLower(SHA256.HashData(body));
        var text = string.Create(CultureInfo.InvariantCulture, $"{method}\n{pathAndQuery}\n{timestampMs}\n{bodyHash}");
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Whether a text can be a signature at all: 64 hexadecimal digits in lower case.</summary>
    public static bool HasForm(string? text) =>
        text is { Length: SHA256.HashSizeInBytes * 2 } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether a signature is correct; compares in constant time.</summary>
    public static bool Matches(string expected, string given) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(given));

    /// <summary>Whether a timestamp is close enough to the current time.</summary>
    public static bool IsTimely(long timestampMs, DateTimeOffset now) =>
        Math.Abs((decimal)timestampMs - now.ToUnixTimeMilliseconds()) <= (decimal)Tolerance.TotalMilliseconds;
}
