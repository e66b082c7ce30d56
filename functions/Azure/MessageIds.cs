using System.Security.Cryptography;
using System.Text;

namespace Paynode.Functions.Azure;

/// <summary>
/// Identifiers that Service Bus takes: at most <see cref="MaxLength"/> characters, and a movement's key, which names two hashes
/// of its chain, has more. Knows no client, so that it is tested without one.
/// </summary>
internal static class MessageIds
{
    /// <summary>What Service Bus refuses to exceed (Microsoft's documentation of its quotas).</summary>
    public const int MaxLength = 128;

    /// <summary>Between an identifier and what makes it another one; in no hexadecimal text.</summary>
    private const char Again = '#';

    /// <summary>The identifier of a movement's message: the same for the same movement, so that the queue drops repetitions.</summary>
    /// <param name="movementKey">The movement's key.</param>
    /// <returns>64 hexadecimal digits: SHA-256 of the key.</returns>
    public static string Of(string movementKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(movementKey)));

    /// <summary>An identifier for sending a message once more, which the queue must not take for a repetition.</summary>
    /// <param name="messageId">The message's identifier, which may be such a one already.</param>
    /// <param name="sequenceNumber">The message's number in its queue.</param>
    public static string OnceMore(string messageId, long sequenceNumber) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{messageId.Split(Again)[0]}{Again}{sequenceNumber}");
}
