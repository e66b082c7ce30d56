using System.Globalization;
using System.Text;

namespace Paynode.LocalHost.Durable;

/// <summary>The position at which a page of instances ended, as an opaque token for clients.</summary>
internal static class PageToken
{
    public static string Write(DateTime createdAt, string id) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{createdAt.Ticks}|{id}")));

    /// <exception cref="ArgumentException">The token is malformed.</exception>
    public static (DateTime CreatedAt, string Id)? Read(string? token)
    {
        if (token is null)
        {
            return null;
        }

        Span<byte> bytes = new byte[token.Length];
        if (Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.UTF8.GetString(bytes[..length]).Split('|', 2) is [var ticks, var id]
            && long.TryParse(ticks, CultureInfo.InvariantCulture, out var at) && at is >= 0 and <= 3155378975999999999)
        {
            return (new DateTime(at, DateTimeKind.Utc), id);
        }

        throw new ArgumentException("The continuation token is not valid.", nameof(token));
    }
}
