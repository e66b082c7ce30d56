namespace Paynode.Payments;

/// <summary>Identifies a sender: an integrator with API keys of its own. A version-7 UUID, written in its plain form.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct TenantId(Guid Value)
{
    /// <summary>A new identifier that sorts by the given time.</summary>
    public static TenantId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>Reads the plain form; false for anything else.</summary>
    public static bool TryParse(string? text, out TenantId id)
    {
        var parsed = PlainUuid.TryParse(text, out var value);
        id = new TenantId(value);
        return parsed;
    }

    /// <summary>The plain form: 36 characters, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}
