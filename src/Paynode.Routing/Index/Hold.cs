using System.Globalization;
using System.Text;
using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>A reservation as stored in Redis: "state|provider|corridor|units|sent at|origin|context"; see common.lua.</summary>
/// <param name="IsLearned">Whether its outcome has been learned.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Corridor">The corridor's id.</param>
/// <param name="Units">The amount, in liquidity units.</param>
/// <param name="SentAtMs">When the offer was decided, in Unix milliseconds; 0 for a quote.</param>
/// <param name="InDatabase">Whether the database made it, while Redis was unavailable.</param>
/// <param name="Context">The data that the model needs with the outcome.</param>
internal sealed record Hold(
    bool IsLearned, ProviderId Provider, string Corridor, long Units, long SentAtMs, bool InDatabase, ReadOnlyMemory<byte> Context)
{
    private const byte Separator = (byte)'|';
    private const int TextFields = 6;

    /// <summary>The id of an offer's reservation.</summary>
    public static string Name(OfferId offer) => offer.Value.ToString("N");

    /// <summary>The id of a quote's reservation.</summary>
    public static string Name(QuoteId quote) => quote.Value.ToString("N");

    public byte[] ToBytes()
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"h|{Provider.Value:N}|{Corridor}|{Units}|{SentAtMs}|{(InDatabase ? 'd' : 'r')}|");
        return [.. Encoding.ASCII.GetBytes(head), .. Context.Span];
    }

    /// <summary>Parses a reservation; null for an empty value.</summary>
    public static Hold? Parse(byte[]? value)
    {
        if (value is not { Length: > 0 })
        {
            return null;
        }

        var fields = new string[TextFields];
        var start = 0;
        for (var field = 0; field < TextFields; field++)
        {
            var length = value.AsSpan(start).IndexOf(Separator);
            fields[field] = Encoding.ASCII.GetString(value, start, length);
            start += length + 1;
        }

        return new Hold(
            fields[0] is "H" or "l",
            new ProviderId(Guid.ParseExact(fields[1], "N")),
            fields[2],
            long.Parse(fields[3], CultureInfo.InvariantCulture),
            long.Parse(fields[4], CultureInfo.InvariantCulture),
            fields[5] == "d",
            value.AsMemory(start));
    }
}
