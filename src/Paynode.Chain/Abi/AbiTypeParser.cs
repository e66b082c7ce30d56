using System.Globalization;

namespace Paynode.Chain.Abi;

/// <summary>Parses type names. Only those that the escrow and ERC-20 use are supported; anything else is an error.</summary>
internal static class AbiTypeParser
{
    public static AbiType Parse(string text)
    {
        if (text.EndsWith("[]", StringComparison.Ordinal))
        {
            return new AbiType.DynamicArray(Parse(text[..^2]));
        }

        return text switch
        {
            "address" => new AbiType.AccountAddress(),
            "bool" => new AbiType.Boolean(),
            "bytes" => new AbiType.DynamicBytes(),
            "string" => new AbiType.Text(),
            _ when text.StartsWith('(') && text.EndsWith(')') => ParseTuple(text),
            _ when Number(text, "uint") is { } bits && bits % 8 == 0 && bits is >= 8 and <= 256 => new AbiType.UInt(bits),
            _ when Number(text, "bytes") is >= 1 and <= 32 and var size => new AbiType.FixedBytes(size),
            _ => throw new FormatException($"'{text}' is not a supported ABI type."),
        };
    }

    /// <summary>Splits <c>(a,(b,c)[],d)</c> at its top-level commas.</summary>
    public static AbiType.Struct ParseTuple(string text)
    {
        var inner = text[1..^1];
        var (depth, start, parts) = (0, 0, new List<AbiType>());
        for (var i = 0; i < inner.Length; i++)
        {
            depth += inner[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (inner[i] == ',' && depth == 0)
            {
                parts.Add(Parse(inner[start..i]));
                start = i + 1;
            }
        }

        if (inner.Length > 0)
        {
            parts.Add(Parse(inner[start..]));
        }

        return new AbiType.Struct(parts);
    }

    private static int? Number(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
