using System.Security.Cryptography;
using System.Text;

namespace Paynode.Functions.Azure;

/// <summary>
/// Identifiers that Service Bus accepts: at most <see cref="MaxLength"/> characters. An escrow event's key, which contains two
/// hashes of its chain, is longer. Independent of the client library, so that it can be tested without one.
/// </summary>
internal static class MessageIds
{
    /// <summary>Service Bus's limit (Microsoft's documentation of its quotas).</summary>
    public const int MaxLength = 128;

    /// <summary>Separates an identifier from a suffix that makes it unique; occurs in no hexadecimal text.</summary>
    private const char Again = '#';

    /// <summary>The identifier of an escrow event's message: the same for the same event, so that the queue drops duplicates.</summary>
    /// <param name="eventKey">The event's key.</param>
    /// <returns>64 hexadecimal digits: SHA-256 of the key.</returns>
    public static string Of(string eventKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventKey)));

    /// <summary>An identifier for resending a message, which the queue must not treat as a duplicate.</summary>
    /// <param name="messageId">The message's identifier, which may itself be one of a resent message.</param>
    /// <param name="sequenceNumber">The message's number in its queue.</param>
    public static string OnceMore(string messageId, long sequenceNumber) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{messageId.Split(Again)[0]}{Again}{sequenceNumber}");
}
