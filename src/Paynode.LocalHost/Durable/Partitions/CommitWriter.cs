using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>Writes a partition's commits, one after another, and repeats what failed until it is durable, fenced, or cannot ever be written.</summary>
internal sealed class CommitWriter(EngineServices services, WakeSignal wake, CancellationToken stopping)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = services.Loggers.CreateLogger<CommitWriter>();
    private CommitWork? _inFlight;
    private Task? _writing;
    private long _failingSince;

    /// <summary>Whether a commit is under way or its end has not been taken up.</summary>
    public bool IsBusy => _inFlight is not null;

    /// <summary>The commit that is under way.</summary>
    public CommitWork? InFlight => _inFlight;

    /// <summary>Since when the journal has not answered, as a timestamp; zero while it does.</summary>
    public long FailingSince => Volatile.Read(ref _failingSince);

    /// <summary>Whether what is being built had better be written now; if not, the loop is woken when it had.</summary>
    public bool IsReadyFor(CommitWork building) => !IsBusy && (!building.HasWrites || services.Journal.IsReady(building, wake));

    /// <summary>Begins a commit.</summary>
    public void Begin(CommitWork work)
    {
        _inFlight = work;
        _writing = WriteAsync(work.Commit);
        // From a continuation: woken any earlier, the loop might find the task not yet completed, and sleep on.
        _ = _writing.ContinueWith(
            static (_, wake) => ((WakeSignal)wake!).Set(), wake, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Takes up the end of the commit under way.</summary>
    /// <returns>The commit if it is durable now; null while it is under way.</returns>
    /// <exception cref="FencedException">Another process has the partition.</exception>
    public CommitWork? TakeDurable()
    {
        if (_writing is not { IsCompleted: true })
        {
            return null;
        }

        _writing.GetAwaiter().GetResult();
        var done = _inFlight;
        _inFlight = null;
        _writing = null;
        return done;
    }

    /// <summary>Waits until nothing is under way, whatever came of it.</summary>
    public Task SettleAsync() => _writing is null ? Task.CompletedTask : _writing.ContinueWith(static _ => { }, TaskScheduler.Default);

    private async Task WriteAsync(JournalCommit commit)
    {
        var begun = Stopwatch.GetTimestamp();
        var pause = FirstPause;
        try
        {
            while (!await TryWriteAsync(commit).ConfigureAwait(false))
            {
                await Task.Delay(pause, services.Time, stopping).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        finally
        {
            Telemetry.CommitSteps.Record(commit.Steps);
            Telemetry.CommitDuration.Record(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
    }

    private async Task<bool> TryWriteAsync(JournalCommit commit)
    {
        try
        {
            await services.Journal.CommitAsync(commit, stopping).ConfigureAwait(false);
            if (FailingSince is var since and not 0)
            {
                _log.LogInformation("Partition {Partition} can be written again after {Seconds:F1} s.", commit.Partition, services.Time.GetElapsedTime(since).TotalSeconds);
                Volatile.Write(ref _failingSince, 0);
            }

            return true;
        }
        catch (Exception e) when (e is not (FencedException or ConsumedException) && !IsForEver(e) && !stopping.IsCancellationRequested)
        {
            if (FailingSince == 0)
            {
                // Said once: it is repeated until it succeeds.
                Volatile.Write(ref _failingSince, services.Time.GetTimestamp());
                _log.LogWarning(e, "Commit {Sequence} of partition {Partition} failed; it is repeated.", commit.Sequence, commit.Partition);
            }

            return false;
        }
    }

    // What the data itself is at fault for fails in the same way each time: SQLSTATE classes 22 (data exception) and 54
    // (program limit exceeded), and values that cannot even be sent. It ends the partition, loudly.
    private static bool IsForEver(Exception e) => e is ArgumentException or InvalidCastException or OverflowException
        || e is Npgsql.PostgresException { SqlState: var state } && (state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("54", StringComparison.Ordinal));
}
