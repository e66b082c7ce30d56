using System.Globalization;
using System.Numerics;

namespace Paynode.Chain.Primitives;

/// <summary>Hexadecimal in Ethereum's notation: <c>0x</c> and lower case; quantities without leading zeros.</summary>
public static class Hex
{
    /// <summary>Encodes bytes as <c>0x</c> followed by two digits per byte.</summary>
    /// <param name="bytes">The bytes to write.</param>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Decodes bytes with or without the <c>0x</c> prefix.</summary>
    /// <param name="text">An even number of hexadecimal digits.</param>
    /// <exception cref="FormatException">The text is not hexadecimal.</exception>
    public static byte[] Decode(string text) => Convert.FromHexString(Digits(text));

    /// <summary>Parses a quantity such as <c>0x1f</c>.</summary>
    /// <param name="text">The prefix and at least one digit.</param>
    /// <returns>The non-negative number.</returns>
    /// <exception cref="FormatException">The text is not a quantity.</exception>
    public static BigInteger DecodeQuantity(string text)
    {
        var digits = Digits(text);
        // The leading zero keeps the parser from interpreting the first digit as a sign.
        return digits.Length is > 0 and <= 64 && IsHex(digits)
            ? BigInteger.Parse(string.Concat("0", digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw new FormatException("A quantity is 1 to 64 hexadecimal digits.");
    }

    /// <summary>Parses a quantity that has to fit a signed 64-bit number, such as a block number.</summary>
    /// <exception cref="FormatException">The text is not a quantity or is too large.</exception>
    public static long DecodeInt64(string text)
    {
        var value = DecodeQuantity(text);
        return value <= long.MaxValue ? (long)value : throw new FormatException("A quantity exceeds 63 bits.");
    }

    /// <summary>Formats a quantity without leading zeros.</summary>
    /// <param name="value">A non-negative number.</param>
    /// <returns>The text, <c>0x0</c> for zero.</returns>
    public static string EncodeQuantity(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return digits.Length == 0 ? "0x0" : "0x" + digits;
    }

    private static bool IsHex(string digits) => digits.All(char.IsAsciiHexDigit);

    private static string Digits(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
    }
}
