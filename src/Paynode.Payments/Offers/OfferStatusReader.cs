using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Paynode.Payments;

/// <summary>Parses a provider's answer to the status query: lenient in spelling, strict in meaning.</summary>
internal static class OfferStatusReader
{
    private static readonly string[] States = ["received", "accepted", "paying", "paid", "not_paid"];

    /// <summary>Reads an answer.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="isEncoded">Whether its headers declare compression or another encoding.</param>
    /// <param name="offer">The queried offer.</param>
    /// <returns>The status, or one with a <see cref="OfferStatus.Problem"/>.</returns>
    public static OfferStatus Read(ReadOnlyMemory<byte> body, bool isEncoded, OfferId offer)
    {
        var bytes = body.Span;
        if (isEncoded || bytes is [0x1f, 0x8b, ..])
        {
            return OfferStatus.Unreadable("compressed");
        }

        if (!Utf8.IsValid(bytes) || bytes.Contains((byte)0))
        {
            return OfferStatus.Unreadable("not_utf8");
        }

        try
        {
            // A byte order mark is not part of the text.
            using var document = JsonDocument.Parse(bytes is [0xef, 0xbb, 0xbf, ..] ? body[3..] : body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement, offer)
                : OfferStatus.Unreadable("not_json");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second: an unpaired surrogate.
            return OfferStatus.Unreadable("not_json");
        }
    }

    private static OfferStatus Read(JsonElement answer, OfferId offer)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in answer.EnumerateObject())
        {
            if (!fields.TryAdd(field.Name, field.Value))
            {
                return OfferStatus.Unreadable("repeated_field");
            }
        }

        if (!Guid.TryParse(TextOf(fields, "offerId"), out var id) || id != offer.Value)
        {
            return OfferStatus.Unreadable("another_offer");
        }

        var said = TextOf(fields, "state")?.Trim();
        if (States.FirstOrDefault(known => known.Equals(said, StringComparison.OrdinalIgnoreCase)) is not { } state)
        {
            return OfferStatus.Unreadable("unknown_state");
        }

        var reference = TextOf(fields, "reference")?.Trim();
        return state == "paid" && !Receipt.IsValid(reference)
            ? OfferStatus.Unreadable("reference_invalid")
            : new OfferStatus(offer.ToString(), state, reference);
    }

    private static string? TextOf(Dictionary<string, JsonElement> fields, string name) =>
        fields.TryGetValue(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;
}

/// <summary>A provider's answer to the status query of an offer.</summary>
/// <param name="OfferId">Which offer; an answer about another offer is rejected.</param>
/// <param name="State">received, accepted, paying, paid or not_paid.</param>
/// <param name="Reference">The payout's reference, with <c>paid</c>.</param>
public sealed record OfferStatus(string? OfferId, string? State, string? Reference)
{
    /// <summary>Why an answer is unreliable; null when it is valid.</summary>
    [JsonIgnore]
    public string? Problem { get; init; }

    /// <summary>An answer that was received but is unreliable. It does not count as no answer: the provider may have paid.</summary>
    public static OfferStatus Unreadable(string problem) => new(null, null, null) { Problem = problem };
}
