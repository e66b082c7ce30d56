using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Paynode.LocalHost.Timers;

/// <summary>
/// When a timer runs: an NCRONTAB expression of six fields (seconds first; with five fields, at second zero), or an
/// interval.
/// </summary>
internal sealed class Schedule
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>Years searched for the next run; February 29 on a given weekday may be 28 years away.</summary>
    private const int MaxYears = 40;

    private readonly TimeSpan? _interval;
    private readonly CronField[] _fields;

    private Schedule(TimeSpan? interval, CronField[] fields)
    {
        _interval = interval;
        _fields = fields;
    }

    /// <summary>Parses a schedule.</summary>
    /// <param name="text">The expression or interval.</param>
    /// <param name="schedule">The schedule, if the text is valid.</param>
    /// <param name="error">What is wrong with the text, if it is not.</param>
    /// <returns>Whether the text is valid.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Schedule? schedule, [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        error = null;
        if (text.Contains(':', StringComparison.Ordinal))
        {
            if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) || interval <= TimeSpan.Zero)
            {
                error = "it is not an interval of the form hh:mm:ss.";
                return false;
            }

            schedule = new(interval, []);
            return true;
        }

        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (5 or 6))
        {
            error = "it needs six fields: second minute hour day month weekday.";
            return false;
        }

        return TryParseFields(parts.Length == 6 ? parts : ["0", .. parts], out schedule, out error);
    }

    /// <summary>The first run after a given time, UTC.</summary>
    /// <returns>The time, or null if there is none.</returns>
    public DateTime? NextAfter(DateTime after)
    {
        if (_interval is { } interval)
        {
            return after + interval;
        }

        var day = after.Date;
        for (var days = 0; days < MaxYears * 366; days++, day = day.AddDays(1))
        {
            if (_fields[3].Has(day.Day) && _fields[4].Has(day.Month) && _fields[5].Has((int)day.DayOfWeek)
                && FirstTimeOf(day, after) is { } next)
            {
                return next;
            }
        }

        return null;
    }

    private static bool TryParseFields(string[] parts, out Schedule? schedule, out string? error)
    {
        (string Name, int Min, int Max, string[] Names)[] fields =
            [
                ("second", 0, 59, []),
                ("minute", 0, 59, []),
                ("hour", 0, 23, []),
                ("day", 1, 31, []),
                ("month", 1, 12, Months),
                ("weekday", 0, 6, Days),
            ];
        schedule = null;
        error = null;
        var parsed = new CronField[6];
        for (var i = 0; i < 6; i++)
        {
            if (!CronField.TryParse(parts[i], fields[i].Min, fields[i].Max, fields[i].Names, out parsed[i]))
            {
                error = $"'{parts[i]}' is not a {fields[i].Name}.";
                return false;
            }
        }

        schedule = new(null, parsed);
        return true;
    }

    private DateTime? FirstTimeOf(DateTime day, DateTime after)
    {
        // On the first day only later times count; on following days all of them.
        var from = after.Date == day ? after.TimeOfDay : TimeSpan.FromTicks(-1);
        for (var hour = _fields[2].First(Math.Max(0, from.Hours)); hour is not null; hour = _fields[2].First(hour.Value + 1))
        {
            for (var minute = _fields[1].First(0); minute is not null; minute = _fields[1].First(minute.Value + 1))
            {
                for (var second = _fields[0].First(0); second is not null; second = _fields[0].First(second.Value + 1))
                {
                    var time = new TimeSpan(hour.Value, minute.Value, second.Value);
                    if (time > from)
                    {
                        return day + time;
                    }
                }
            }
        }

        return null;
    }
}
