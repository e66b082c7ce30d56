using System.Globalization;
using Paynode.LocalHost.Timers;

namespace Paynode.LocalHost.Tests;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData("*/15 * * * * *", "2026-01-01T00:00:07", "2026-01-01T00:00:15")]
    [InlineData("0 */5 * * * *", "2026-01-01T00:05:00", "2026-01-01T00:10:00")]
    [InlineData("0 30 9 * * MON-FRI", "2026-01-02T09:30:00", "2026-01-05T09:30:00")]
    [InlineData("0 0 0 29 2 *", "2026-01-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("59 59 23 31 DEC *", "2026-01-01T00:00:00", "2026-12-31T23:59:59")]
    [InlineData("0 0 12 * * 7", "2026-01-01T00:00:00", "2026-01-04T12:00:00")]
    [InlineData("5,10 0 0 * * *", "2026-01-01T00:00:05", "2026-01-01T00:00:10")]
    [InlineData("0 0 8-18/5 * * *", "2026-01-01T13:00:00", "2026-01-01T18:00:00")]
    [InlineData("*/5 * * * *", "2026-01-01T00:03:20", "2026-01-01T00:05:00")]
    [InlineData("00:00:30", "2026-01-01T00:00:10", "2026-01-01T00:00:40")]
    public void The_next_run_is_the_first_moment_that_fits_after_the_given_one(string expression, string after, string expected)
    {
        Assert.True(Schedule.TryParse(expression, out var schedule, out _));
        Assert.Equal(At(expected), schedule.NextAfter(At(after)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * *")]
    [InlineData("60 * * * * *")]
    [InlineData("* * 24 * * *")]
    [InlineData("* * * 0 * *")]
    [InlineData("*/0 * * * * *")]
    [InlineData("5-1 * * * * *")]
    [InlineData("x * * * * *")]
    [InlineData("-00:00:01")]
    public void What_is_no_schedule_is_refused_with_a_reason(string expression)
    {
        Assert.False(Schedule.TryParse(expression, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_day_that_never_comes_has_no_run()
    {
        Assert.True(Schedule.TryParse("0 0 0 30 2 *", out var schedule, out _));
        Assert.Null(schedule.NextAfter(At("2026-01-01T00:00:00")));
    }

    private static DateTime At(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
