using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Writes a partition's commits one after another, and retries a failed one until it is durable, fenced, or known to be
/// impossible to write.
/// </summary>
internal sealed class CommitWriter(EngineServices services, WakeSignal wake, CancellationToken stopping)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = services.Loggers.CreateLogger<CommitWriter>();
    private CommitWork? _inFlight;
    private Task? _writing;
    private long _failingSince;

    /// <summary>Whether a commit is in progress or its result has not been collected.</summary>
    public bool IsBusy => _inFlight is not null;

    /// <summary>The commit in progress.</summary>
    public CommitWork? InFlight => _inFlight;

    /// <summary>The timestamp since which the journal has not responded; zero while it does.</summary>
    public long FailingSince => Volatile.Read(ref _failingSince);

    /// <summary>Whether the commit being built should be written now; if not, the loop is woken when it should.</summary>
    public bool IsReadyFor(CommitWork building) => !IsBusy && (!building.HasWrites || services.Journal.IsReady(building, wake));

    /// <summary>Starts writing a commit.</summary>
    public void Begin(CommitWork work)
    {
        _inFlight = work;
        _writing = WriteAsync(work.Commit);
        // Wakes from a continuation: earlier, the loop could see the task as not yet completed and go back to sleep.
        _ = _writing.ContinueWith(
            static (_, wake) => ((WakeSignal)wake!).Set(),
            wake,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Collects the result of the commit in progress.</summary>
    /// <returns>The commit if it is durable; null while it is in progress.</returns>
    /// <exception cref="FencedException">Another process owns the partition.</exception>
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

    /// <summary>Waits until no commit is in progress, whatever its result.</summary>
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
                _log.LogInformation(
                    "Partition {Partition} can be written again after {Seconds:F1} s.",
                    commit.Partition, services.Time.GetElapsedTime(since).TotalSeconds);
                Volatile.Write(ref _failingSince, 0);
            }

            return true;
        }
        catch (Exception e) when (e is not (FencedException or ConsumedException) && !IsForEver(e) && !stopping.IsCancellationRequested)
        {
            if (FailingSince == 0)
            {
                // Logged once, because it is retried until it succeeds.
                Volatile.Write(ref _failingSince, services.Time.GetTimestamp());
                _log.LogWarning(e, "Commit {Sequence} of partition {Partition} failed; retrying.", commit.Sequence, commit.Partition);
            }

            return false;
        }
    }

    // Errors caused by the data itself recur on every attempt: SQLSTATE classes 22 (data exception) and 54 (program limit
    // exceeded), and values that cannot be sent. They stop the partition with an error.
    private static bool IsForEver(Exception e) => e is ArgumentException or InvalidCastException or OverflowException
        || e is Npgsql.PostgresException { SqlState: var state }
            && (state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("54", StringComparison.Ordinal));
}
