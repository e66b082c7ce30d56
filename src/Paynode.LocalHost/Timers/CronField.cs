using System.Globalization;
using System.Numerics;

namespace Paynode.LocalHost.Timers;

/// <summary>One field of a cron expression, as a bit set of the allowed values.</summary>
/// <param name="Bits">Bit n is set if value n is allowed.</param>
internal readonly record struct CronField(ulong Bits)
{
    public bool Has(int value) => (Bits >> value & 1) == 1;

    /// <summary>The smallest allowed value that is at least <paramref name="least"/>.</summary>
    public int? First(int least)
    {
        var rest = least > 63 ? 0 : Bits >> least << least;
        return rest == 0 ? null : BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>
    /// Parses lists of values, ranges and steps: <c>*</c>, <c>5</c>, <c>1-5</c>, <c>*/10</c>, <c>MON-FRI</c>,
    /// <c>1,2,30-40/5</c>.
    /// </summary>
    public static bool TryParse(string text, int min, int max, string[] names, out CronField field)
    {
        ulong bits = 0;
        foreach (var part in text.Split(','))
        {
            if (!TryParsePart(part, min, max, names, ref bits))
            {
                field = default;
                return false;
            }
        }

        field = new(bits);
        return true;
    }

    private static bool TryParsePart(string part, int min, int max, string[] names, ref ulong bits)
    {
        var (range, step) = part.Split('/') switch
        {
            [var only] => (only, 1),
            [var of, var every] when int.TryParse(every, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 => (of, n),
            _ => ("", 0),
        };
        var hasStep = part.Contains('/', StringComparison.Ordinal);
        if (step == 0 || !TryParseRange(range, min, max, names, hasStep, out var from, out var to))
        {
            return false;
        }

        for (var value = from; value <= to; value += step)
        {
            bits |= 1UL << value;
        }

        return true;
    }

    private static bool TryParseRange(string text, int min, int max, string[] names, bool hasStep, out int from, out int to)
    {
        (from, to) = (min, max);
        if (text == "*")
        {
            return true;
        }

        var ends = text.Split('-');
        if (ends.Length > 2 || !TryParseValue(ends[0], min, names, out from) || !TryParseValue(ends[^1], min, names, out to))
        {
            return false;
        }

        // "5/10" means every tenth value starting at five.
        if (ends.Length == 1 && hasStep)
        {
            to = max;
        }

        // Sunday may be written as 7.
        if (max == 6 && ends.Length == 1 && from == 7)
        {
            (from, to) = (0, 0);
        }

        return from >= min && to <= max && from <= to;
    }

    private static bool TryParseValue(string text, int min, string[] names, out int value)
    {
        var name = Array.FindIndex(names, candidate => candidate.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (name >= 0)
        {
            value = name + min;
            return true;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
