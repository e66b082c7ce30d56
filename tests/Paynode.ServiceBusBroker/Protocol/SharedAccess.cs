using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Amqp;

namespace Paynode.ServiceBusBroker;

/// <summary>The namespace's key and the signatures made with it.</summary>
internal sealed class SharedAccess(string keyName, string key, TimeProvider timeProvider)
{
    private const string Scheme = "SharedAccessSignature ";

    /// <summary>Checks a signature: made with this key, not expired, and for a resource that contains the audience.</summary>
    /// <returns>When it expires.</returns>
    /// <exception cref="AmqpException">One of these does not hold.</exception>
    public DateTimeOffset Verify(string token, string audience)
    {
        var fields = Parse(token);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{fields["sr"]}\n{fields["se"]}"));
        var given = WebUtility.UrlDecode(fields["sig"]);
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields["se"], CultureInfo.InvariantCulture));
        var isValid = WebUtility.UrlDecode(fields["skn"]) == keyName
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(Convert.ToBase64String(expected)), Encoding.UTF8.GetBytes(given))
            && expiresAt > timeProvider.GetUtcNow()
            && Contains(new Uri(WebUtility.UrlDecode(fields["sr"])), new Uri(audience));
        return isValid
            ? expiresAt
            : throw new AmqpException(AmqpErrorCode.UnauthorizedAccess, "InvalidSignature: The token has an invalid signature.");
    }

    private static Dictionary<string, string> Parse(string token)
    {
        if (!token.StartsWith(Scheme, StringComparison.Ordinal))
        {
            throw new AmqpException(AmqpErrorCode.UnauthorizedAccess, "MalformedToken: The token is not a shared access signature.");
        }

        var fields = token[Scheme.Length..]
            .Split('&')
            .Select(it => it.Split('=', 2))
            .Where(it => it.Length == 2)
            .ToDictionary(it => it[0], it => it[1]);
        return fields.ContainsKey("sr") && fields.ContainsKey("sig") && fields.ContainsKey("se") && fields.ContainsKey("skn")
            ? fields
            : throw new AmqpException(AmqpErrorCode.UnauthorizedAccess, "MalformedToken: The token lacks fields.");
    }

    /// <summary>Ignores schemes and ports: the client signs for amqps even when it connects without TLS.</summary>
    private static bool Contains(Uri resource, Uri audience) =>
        string.Equals(resource.Host, audience.Host, StringComparison.OrdinalIgnoreCase)
        && $"{audience.AbsolutePath.TrimEnd('/')}/"
            .StartsWith($"{resource.AbsolutePath.TrimEnd('/')}/", StringComparison.OrdinalIgnoreCase);
}
