namespace Paynode.Payments;

/// <summary>Identifies a quote. A version-7 UUID, written in its plain form.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct QuoteId(Guid Value)
{
    /// <summary>A new identifier that sorts by the given time.</summary>
    public static QuoteId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>Reads the plain form; false for anything else.</summary>
    public static bool TryParse(string? text, out QuoteId id)
    {
        var parsed = PlainUuid.TryParse(text, out var value);
        id = new QuoteId(value);
        return parsed;
    }

    /// <summary>The plain form: 36 characters, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}
