using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Paynode.Payments;

/// <summary>
/// Texts that people and banks compare visually: invisible or reordering characters must not make two of them differ.
/// </summary>
public static class VisibleText
{
    /// <summary>Maximum code points per character: a base with its marks. A joined emoji of several people has about ten.</summary>
    private const int MaxCodePointsPerCharacter = 16;

    /// <summary>Maximum code points per character of an identifier, whose UTF-8 then fits an index.</summary>
    private const int MaxCodePointsPerIdentifierCharacter = 4;

    /// <summary>
    /// Whether a text can be an account number, a code or a reference: all of it is visible, apart from spaces, and it neither
    /// begins nor ends with a space.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="maxCharacters">Maximum characters, as people count them (grapheme clusters).</param>
    /// <param name="maxCodePoints">Maximum code points; null: as many as such a text needs.</param>
    public static bool IsIdentifier([NotNullWhen(true)] string? text, int maxCharacters, int? maxCodePoints = null) =>
        text is { Length: > 0 } && text[0] != ' ' && text[^1] != ' '
        && IsText(text, rune => rune.Value == ' ' || IsVisible(rune))
        && Fits(text, maxCharacters, maxCodePoints ?? (maxCharacters * MaxCodePointsPerIdentifierCharacter));

    /// <summary>
    /// Whether a text can be a name: part of it is visible, and nothing reorders or breaks the line. Joiners within are kept.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="maxCharacters">Maximum characters, as people count them (grapheme clusters).</param>
    /// <param name="maxCodePoints">Maximum code points; null: as many as such a name needs.</param>
    public static bool IsName([NotNullWhen(true)] string? text, int maxCharacters, int? maxCodePoints = null) =>
        text is not null && text.EnumerateRunes().Any(IsVisible) && IsLine(text, maxCharacters, maxCodePoints);

    /// <summary>Whether a text is a single line displayed in its own order; it may be empty.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxCharacters">Maximum characters, as people count them (grapheme clusters).</param>
    /// <param name="maxCodePoints">Maximum code points; null: as many as such a text needs.</param>
    public static bool IsLine(string text, int maxCharacters, int? maxCodePoints = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsText(text, rune => !BreaksOrReorders(rune))
            && Fits(text, maxCharacters, maxCodePoints ?? (maxCharacters * MaxCodePointsPerCharacter));
    }

    /// <summary>
    /// Whether a text consists of lines, each displayed in its own order, part of which is visible. Lines end with LF or CR LF.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">Maximum UTF-16 code units, line endings included.</param>
    public static bool IsLines([NotNullWhen(true)] string? text, int maxLength) =>
        text is not null && text.Length <= maxLength && text.EnumerateRunes().Any(IsVisible)
        && text.Split('\n').All(line => IsLine(line.EndsWith('\r') ? line[..^1] : line, maxLength));

    // Control characters, NUL among them, and unpaired surrogates fit neither a bank statement nor a text column.
    private static bool IsText(ReadOnlySpan<char> text, Func<Rune, bool> isFit)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != OperationStatus.Done || Rune.IsControl(rune) || !isFit(rune))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    private static bool Fits(string text, int maxCharacters, int maxCodePoints)
    {
        if (text.Count(unit => !char.IsLowSurrogate(unit)) > maxCodePoints)
        {
            return false;
        }

        var characters = 0;
        for (var at = 0; at < text.Length && characters <= maxCharacters; characters++)
        {
            at += StringInfo.GetNextTextElementLength(text, at);
        }

        return characters <= maxCharacters;
    }

    /// <summary>
    /// Line and paragraph separators; embeddings, overrides and isolates of direction. Directional marks are allowed: names in
    /// some scripts need them.
    /// </summary>
    private static bool BreaksOrReorders(Rune rune) =>
        rune.Value is 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => false,
        _ => !ShowsNothing(rune.Value),
    };

    /// <summary>
    /// What Unicode's Default_Ignorable_Code_Point has beyond format characters (grapheme joiner, Hangul fillers, Khmer inherent
    /// vowels, variation selectors), and the blank Braille pattern.
    /// </summary>
    private static bool ShowsNothing(int codePoint) => codePoint is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5
        or (>= 0x180B and <= 0x180F) or 0x2065 or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0
        or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF);
}
