using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Paynode.Bench.Api.Decisions;

/// <summary>
/// An open-loop generator: calls are due at fixed times whatever the state of earlier ones, any number may be in flight, and each
/// is timed from its due time. A stall therefore counts for all calls that were due during it, not for one.
/// </summary>
internal sealed partial class FixedSchedule(int perSecond, TimeSpan duration)
{
    private const int TimerSlackOption = 29;
    private static readonly long ShortestSleep = Stopwatch.Frequency / 50_000;

    /// <summary>Runs the schedule on its own thread.</summary>
    /// <param name="call">Starts one call; receives its due time, to measure from.</param>
    public Task RunAsync(Action<long> call)
    {
        var done = new TaskCompletionSource();
        var thread = new Thread(() =>
        {
            Run(call);
            done.SetResult();
        });
        thread.Start();
        return done.Task;
    }

    private void Run(Action<long> call)
    {
        var calls = (long)(perSecond * duration.TotalSeconds);
        var start = Stopwatch.GetTimestamp();
        if (OperatingSystem.IsLinux())
        {
            // By default the kernel may delay a thread's timers by 50 µs.
            _ = SetThreadOption(TimerSlackOption, 1, 0, 0, 0);
        }

        for (long i = 0; i < calls; i++)
        {
            var due = start + i * Stopwatch.Frequency / perSecond;
            WaitUntil(due);
            call(due);
        }
    }

    private static void WaitUntil(long due)
    {
        while (due - Stopwatch.GetTimestamp() is > 0 and var left)
        {
            if (left > ShortestSleep && OperatingSystem.IsLinux())
            {
                var time = new Timespec { Nanoseconds = (nint)(left * 1_000_000_000 / Stopwatch.Frequency) };
                _ = Sleep(in time, 0);
            }
            else
            {
                Thread.SpinWait(10);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(in Timespec time, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetThreadOption(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
