namespace Paynode.Payments;

/// <summary>UUIDs in the one form that identifiers have: 36 characters, of either case. .NET's parser takes blanks and signs as well.</summary>
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
