using System.Diagnostics;
using Microsoft.DurableTask;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>The wall clock is set forward or back by ten minutes while timers are open.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>Long enough for the steady clock to look at the wall clock again.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_jump_of_the_clock_fires_no_timer_early_and_none_late(int minutes)
    {
        var time = new JumpingTime();
        await using var host = new EngineHost(new MemoryJournal(), new SoleLeases()) { Time = time };
        host.Orchestrator("Timer", async context =>
        {
            await context.CreateTimer(Delay, CancellationToken.None);
            return "";
        });
        await host.StartAsync();
        var before = await host.Client.ScheduleNewOrchestrationInstanceAsync("Timer");
        var begun = Stopwatch.GetTimestamp();

        time.Jump(TimeSpan.FromMinutes(minutes));
        var after = await host.Client.ScheduleNewOrchestrationInstanceAsync("Timer");
        await Task.WhenAll(host.EndOfAsync(before), host.EndOfAsync(after));

        // The clock follows the wall clock by a thousandth at most. Late would be by the jump; a busy machine is late by less.
        Assert.InRange(Stopwatch.GetElapsedTime(begun), Delay * 0.99, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void The_steady_clock_never_goes_back_and_follows_a_wall_clock_that_drifts()
    {
        var time = new JumpingTime();
        var clock = new SteadyClock(time);
        var before = clock.UtcNow;
        time.Jump(TimeSpan.FromMinutes(-10));
        time.Advance(TimeSpan.FromHours(200));

        var after = clock.UtcNow;

        Assert.True(after > before);
        Assert.InRange((after - time.GetUtcNow().UtcDateTime).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void The_steady_clock_steps_to_a_wall_clock_that_stays_ahead_for_a_minute()
    {
        var time = new JumpingTime();
        var clock = new SteadyClock(time);
        time.Jump(TimeSpan.FromMinutes(10));
        time.Advance(Moment);
        _ = clock.UtcNow;

        time.Advance(TimeSpan.FromSeconds(58));
        var doubted = clock.UtcNow;
        time.Advance(TimeSpan.FromSeconds(3));
        var believed = clock.UtcNow;

        Assert.InRange(time.GetUtcNow().UtcDateTime - doubted, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
        Assert.InRange(time.GetUtcNow().UtcDateTime - believed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_wall_clock_that_is_set_right_again_within_a_minute_moves_the_steady_one_by_nothing()
    {
        var time = new JumpingTime();
        var clock = new SteadyClock(time);
        time.Jump(TimeSpan.FromMinutes(10));
        time.Advance(Moment);
        _ = clock.UtcNow;
        time.Jump(TimeSpan.FromMinutes(-10));
        time.Advance(Moment);
        _ = clock.UtcNow;
        time.Advance(TimeSpan.FromMinutes(2));

        time.Jump(TimeSpan.FromMinutes(10));
        var after = clock.UtcNow;

        Assert.InRange(time.GetUtcNow().UtcDateTime - after, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
    }
}
