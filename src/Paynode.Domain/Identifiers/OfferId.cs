namespace Paynode.Domain;

/// <summary>Identifies one provider's attempt at one order. A version-7 UUID, written in its plain form.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct OfferId(Guid Value)
{
    /// <summary>A new identifier that sorts by the given time.</summary>
    public static OfferId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>Reads the plain form; false for anything else.</summary>
    public static bool TryParse(string? text, out OfferId id)
    {
        var parsed = Guid.TryParseExact(text, "D", out var value);
        id = new OfferId(value);
        return parsed;
    }

    /// <summary>The plain form: 36 characters, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}
