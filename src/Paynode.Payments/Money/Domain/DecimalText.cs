namespace Paynode.Payments;

/// <summary>The grammar of decimal strings: digits, at most one point, digits on both sides of it.</summary>
internal static class DecimalText
{
    private const int MaxLength = 64;

    internal static bool TrySplit(string? text, out string whole, out string fraction)
    {
        whole = fraction = "";
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return false;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        whole = point < 0 ? text : text[..point];
        fraction = point < 0 ? "" : text[(point + 1)..];
        return whole.Length > 0 && (point < 0 || fraction.Length > 0)
            && whole.All(char.IsAsciiDigit) && fraction.All(char.IsAsciiDigit);
    }
}
