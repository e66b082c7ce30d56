using System.Text;
using System.Text.RegularExpressions;

namespace Paynode.Routing.Llm;

/// <summary>Sanitises untrusted text for a prompt and for a log: limited length, without control characters or secrets.</summary>
internal static partial class UntrustedText
{
    /// <summary>Truncates and cleans; "…" marks where something was cut.</summary>
    public static string Clean(string text, int mostCharacters)
    {
        var kept = new StringBuilder(Math.Min(text.Length, mostCharacters));
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length >= mostCharacters)
            {
                kept.Append('…');
                break;
            }

            // Format characters hide text from a human reader that a model still reads.
            var hidden = Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.PrivateUse;
            kept.Append(hidden ? " " : rune.ToString());
        }

        return Secrets().Replace(kept.ToString(), "[secret]");
    }

    /// <summary>Keys and tokens as people paste them: bearer tokens, prefixed keys, long hexadecimal or base64 runs.</summary>
    [GeneratedRegex(
        @"(?i:bearer\s+\S+)|\b(?:sk|pk|pn|ghp|xox[a-z])[-_][A-Za-z0-9_\-]{12,}|\b(?:0x)?[0-9a-fA-F]{40,}\b|[A-Za-z0-9+/]{48,}={0,2}")]
    private static partial Regex Secrets();
}
