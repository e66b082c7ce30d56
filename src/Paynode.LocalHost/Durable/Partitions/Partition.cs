using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// One partition (shard) of the durable runtime: a single loop that applies inputs, and one writer behind it. While a commit
/// is in progress the loop builds the next one, so commits grow with load, and an idle partition commits immediately.
/// </summary>
internal sealed class Partition : IDisposable
{
    /// <summary>Inputs applied before the loop yields: a few hundred microseconds of work.</summary>
    private const int InputsInATurn = 32;

    private readonly EngineServices _services;
    private readonly IEffects _effects;
    private readonly ConcurrentQueue<PartitionInput> _inputs = new();
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _alarm;
    private readonly ILogger _log;
    private readonly PartitionCore _core;
    private readonly CommitWriter _writer;
    private readonly long _epoch;
    private readonly PartitionTurns _turns;
    private bool _standsBack;
    private long _turnBegun;
    private int _waiting;
    private volatile bool _draining;
    private volatile bool _closed;
    private long _sequence;

    public Partition(int number, long epoch, EngineServices services, IEffects effects, PartitionTurns turns)
    {
        Number = number;
        Name = string.Create(CultureInfo.InvariantCulture, $"partition {number}");
        _turns = turns;
        _epoch = epoch;
        _services = services;
        _effects = effects;
        _log = services.Loggers.CreateLogger<Partition>();
        _writer = new CommitWriter(services, _wake, _stopping.Token);
        _core = new PartitionCore(number, services, Post, _stopping.Token);
        _alarm = services.Time.CreateTimer(
            static state => ((WakeSignal)state!).Set(), _wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Number { get; }

    /// <summary>The number as text; the share of activities whose instances have no share tag.</summary>
    public string Name { get; }

    /// <summary>Number of inputs not yet applied.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Number of instances in memory.</summary>
    public int Resident => _core.Resident;

    /// <summary>Number of inputs waiting for their instances to be read.</summary>
    public int Quarantined => _core.Loader.QuarantinedCount;

    /// <summary>Whether the journal has not responded for a while.</summary>
    public bool IsFailing => _writer.FailingSince is var since and not 0 && _services.Time.GetElapsedTime(since) > TimeSpan.FromSeconds(1);

    /// <summary>The orchestrator that has blocked the loop for longer than a step may take.</summary>
    public RunningStep? BlockedBy =>
        _core.Running is { } step && _services.Time.GetElapsedTime(step.Since) > _services.Options.MaxStepTime ? step : null;

    /// <summary>Whether clients must retry later: the journal fails, an orchestrator blocks, or the queue is full.</summary>
    public bool IsBusy => IsFailing || BlockedBy is not null || Waiting + Quarantined > _services.Options.MaxWaitingInputs;

    /// <summary>Whether messages can be accepted from the inbox; otherwise they stay in their table.</summary>
    public bool TakesMessages => !_core.Loader.IsFull && Waiting <= _services.Options.MaxWaitingInputs;

    /// <summary>Queues an input for the loop. Thread-safe.</summary>
    public void Post(PartitionInput input)
    {
        Interlocked.Increment(ref _waiting);
        _inputs.Enqueue(input);
        if (_closed)
        {
            RefuseInputs();
        }

        _wake.Set();
    }

    /// <summary>Takes over the partition from the journal, then runs until stopped or fenced.</summary>
    public async Task RunAsync()
    {
        try
        {
            await OpenAsync().ConfigureAwait(false);
            await LoopAsync().ConfigureAwait(false);
        }
        finally
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await _writer.SettleAsync().ConfigureAwait(false);
            RefuseAll();
        }
    }

    /// <summary>Ends the loop once everything that it has applied is durable.</summary>
    public void Drain()
    {
        _draining = true;
        _wake.Set();
    }

    /// <summary>Ends the loop as a crash would: state that is not durable is discarded.</summary>
    public void Abandon()
    {
        _stopping.Cancel();
        _wake.Set();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _alarm.Dispose();
        _stopping.Dispose();
    }

    private async Task OpenAsync()
    {
        var opened = await _services.Journal.OpenAsync(Number, _epoch, _stopping.Token).ConfigureAwait(false);
        _sequence = opened.Sequence;
        var work = NewWork();
        _core.Restore(opened, work);
        _core.Building = work;
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            var progressed = await TakeUpCommitAsync().ConfigureAwait(false) | ApplyInputs();
            progressed |= _core.Tick();
            if (_writer.IsReadyFor(_core.Building))
            {
                progressed |= await BeginCommitAsync().ConfigureAwait(false);
            }

            if (progressed)
            {
                if (!_inputs.IsEmpty)
                {
                    await default(NextTurn);
                }

                continue;
            }

            if (_draining && !_writer.IsBusy && !_core.Building.HasWrites)
            {
                return;
            }

            SetAlarm();
            await _wake.WaitAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> TakeUpCommitAsync()
    {
        if (!_writer.IsBusy || _writer.TakeDurable() is not { } done)
        {
            return false;
        }

        _core.OnDurable(done);
        await _effects.ReleaseAsync(this, done).ConfigureAwait(false);
        await StandBackAsync(done.Commit.Steps).ConfigureAwait(false);
        return true;
    }

    // While throttled, its commits are short and are not grouped with those of other partitions.
    private async ValueTask StandBackAsync(int steps)
    {
        var pause = _turns.Took(Number, steps, Waiting + Quarantined, _services.Time.GetElapsedTime(_turnBegun));
        _standsBack = pause > TimeSpan.Zero && !_draining;
        _core.MaxSteps = _standsBack ? PartitionTurns.StepsInATurn : int.MaxValue;
        _core.Building.Commit.IsAlone = _standsBack;
        if (_standsBack)
        {
            Telemetry.StoodBack.Add(pause.TotalMilliseconds, new KeyValuePair<string, object?>("partition", Number));
            await Task.Delay(pause, _services.Time, _stopping.Token).ConfigureAwait(false);
        }

        _turnBegun = _services.Time.GetTimestamp();
    }

    private bool ApplyInputs()
    {
        var any = _core.TakeArrived(_writer.InFlight);
        for (var taken = 0; taken < InputsInATurn && !_core.IsFull && _inputs.TryDequeue(out var input); taken++)
        {
            Interlocked.Decrement(ref _waiting);
            _core.Handle(input, _writer.InFlight);
            any = true;
        }

        return any;
    }

    private async ValueTask<bool> BeginCommitAsync()
    {
        if (!_core.Close())
        {
            return false;
        }

        var work = _core.Building;
        if (work.Commit.IsEmpty)
        {
            // There is nothing to write, and everything that the effects depend on is durable.
            _sequence--;
            _core.Building = NewWork();
            await _effects.ReleaseAsync(this, work).ConfigureAwait(false);
            return true;
        }

        _core.Building = NewWork();
        _turnBegun = _standsBack ? _turnBegun : _services.Time.GetTimestamp();
        _writer.Begin(work);
        return true;
    }

    private CommitWork NewWork() => new(new JournalCommit { Partition = Number, Epoch = _epoch, Sequence = ++_sequence });

    private void SetAlarm()
    {
        var wait = _core.NextAlarm is { } next ? next - _services.Clock.UtcNow : Timeout.InfiniteTimeSpan;
        if (wait != Timeout.InfiniteTimeSpan)
        {
            // A timer may be due in weeks, beyond the range of the platform's timers; waking early is harmless.
            wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestAlarm ? LongestAlarm : wait + AlarmGranularity;
        }

        _alarm.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private static readonly TimeSpan LongestAlarm = TimeSpan.FromHours(1);

    // Durable timers fire on whole milliseconds; without rounding up the loop would wake just before the due time.
    private static readonly TimeSpan AlarmGranularity = TimeSpan.FromMilliseconds(1);

    private void RefuseAll()
    {
        _log.LogInformation("Partition {Partition} is closed.", Number);
        _closed = true;
        foreach (var work in new[] { _writer.InFlight, _core.Building })
        {
            work?.Asked.ForEach(input => input.Refuse(NotServed()));
        }

        _core.Refuse(NotServed());
        RefuseInputs();
    }

    private void RefuseInputs()
    {
        while (_inputs.TryDequeue(out var input))
        {
            input.Refuse(NotServed());
        }
    }

    private DurableUnavailableException NotServed() =>
        new($"Partition {Number} is no longer served by this process.", TimeSpan.FromSeconds(1));
}
