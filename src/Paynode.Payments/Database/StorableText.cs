using System.Text;

namespace Paynode.Payments;

/// <summary>Text as PostgreSQL can hold it.</summary>
internal static class StorableText
{
    /// <summary>Replaces NUL and unpaired surrogates with U+FFFD; other text is returned unchanged.</summary>
    internal static string Of(string text)
    {
        if (IsStorable(text))
        {
            return text;
        }

        var storable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            storable.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        }

        return storable.ToString();
    }

    private static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return false;
            }

            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
