namespace Paynode.Payments;

/// <summary>UUIDs in the one accepted form: 36 characters, upper or lower case. .NET's parser would also accept spaces and signs.</summary>
internal static class PlainUuid
{
    private const int Length = 36;

    internal static bool TryParse(string? text, out Guid value)
    {
        Span<char> plain = stackalloc char[Length];
        if (text is { Length: Length } && Guid.TryParseExact(text, "D", out value)
            && value.TryFormat(plain, out _, "D") && text.AsSpan().Equals(plain, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        value = default;
        return false;
    }
}
