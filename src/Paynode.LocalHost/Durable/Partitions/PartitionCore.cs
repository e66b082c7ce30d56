using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>The state of a partition and how each input changes it. Single-threaded; does no I/O itself.</summary>
internal sealed class PartitionCore
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The housekeeping interval while more rows are due than one commit can store.</summary>
    private static readonly TimeSpan BusyTickInterval = TimeSpan.FromMilliseconds(50);

    private readonly EngineServices _services;
    private readonly InstanceTable _table = new();
    private readonly TimerHeap _timers = new();
    private readonly Dictionary<string, List<TimerEntry>> _restingTimers = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _messages = [];
    private readonly Queue<(DateTime At, Guid Id)> _consumed = new();
    private readonly ArrivedInputs _arrived = new();
    private readonly Action<PartitionInput> _post;
    private readonly RowStore _rows;
    private readonly StepApplier _applier;
    private readonly InputHandler _handler;
    private readonly UnreadableInstances _unreadable;
    private readonly ILogger _log;
    private DateTime _nextTick;
    private long _durable;

    public PartitionCore(int number, EngineServices services, Action<PartitionInput> post, CancellationToken stopping)
    {
        _services = services;
        _post = post;
        _log = services.Loggers.CreateLogger<PartitionCore>();
        _unreadable = new UnreadableInstances(_log);
        Loader = new InstanceLoader(services, post, stopping);
        _applier = new StepApplier(number, services, _table, _timers, post);
        _handler = new InputHandler(services, _table, _applier);
        _rows = new RowStore(number, services, _table);
    }

    public InstanceLoader Loader { get; }

    /// <summary>The step whose code is running. Thread-safe.</summary>
    public RunningStep? Running => _applier.Running;

    /// <summary>The commit being built.</summary>
    public CommitWork Building { get; set; } = null!;

    /// <summary>Number of instances in memory.</summary>
    public int Resident => _table.Count;

    /// <summary>Whether the commit being built is full.</summary>
    public bool IsFull => Building.Bytes >= _services.Options.MaxCommitBytes || Building.Commit.Steps >= MaxSteps;

    /// <summary>Maximum number of steps in a commit.</summary>
    public int MaxSteps { get; set; } = int.MaxValue;

    /// <summary>
    /// When the loop must wake without an input. While the commit is full, or many instances are being read, the completion
    /// of these wakes it.
    /// </summary>
    public DateTime? NextAlarm =>
        IsFull ? null
        : !Loader.IsFull && _timers.NextDue is { } due && (_table.Count == 0 || due < _nextTick) ? due
        : _table.Count > 0 ? _nextTick
        : null;

    /// <summary>Restores the state that was read from the journal.</summary>
    public void Restore(OpenedPartition opened, CommitWork work)
    {
        _durable = opened.Sequence;
        var nowMs = NowMs;
        foreach (var row in opened.Rows)
        {
            TakeStored(row.Id, long.MaxValue, () => _table.Add(Instance.FromRow(row), nowMs));
        }

        foreach (var (sequence, data) in opened.Tail)
        {
            _rows.Found(sequence, data.Length);
            foreach (var (id, step) in JournalRecord.Read(data))
            {
                TakeStored(id, sequence, () => RestoreStep(id, sequence, step, nowMs));
            }
        }

        foreach (var (id, dueAt) in opened.Due.Where(due => !_table.TryGet(due.InstanceId, out _)))
        {
            _restingTimers[id] = [_timers.Add(id, dueAt)];
        }

        Building = work;
        foreach (var instance in _table.ByUse.ToArray())
        {
            Rearm(instance);
            _handler.Revive(instance, work);
            if (instance.State is { IsEnded: true, IsBusy: false })
            {
                // Its end was stored in the commit that ended it; if the row is missing, it has been purged since.
                Forget(instance);
            }
        }

        foreach (var message in opened.Inbox)
        {
            _post(new MessageInput(message));
        }
    }

    /// <summary>Applies one input.</summary>
    public void Handle(PartitionInput input, CommitWork? inFlight)
    {
        switch (input)
        {
            case ActivityDoneInput done:
                _handler.ActivityDone(done, Building);
                break;
            case LoadedInput loaded:
                TakeLoaded(loaded);
                break;
            case ViolationInput violation:
                _handler.Violation(violation, Building);
                break;
            case StoreAllInput all:
                _rows.Ask(all, Building.Commit.Sequence);
                break;
            case MessageInput message when !_messages.Add(message.Message.Id):
                break;
            case MessageInput { Message: { Event: Unreadable { Reason: var reason } } message }:
                _log.LogCritical(
                    "Message {MessageId} to {InstanceId} cannot be read and stays in the inbox: {Reason}",
                    message.Id, message.InstanceId, reason);
                break;
            case InstanceInput forInstance when _unreadable.Contains(forInstance.InstanceId):
                UnreadableInstances.Refuse(forInstance);
                break;
            case InstanceInput forInstance:
                HandleForInstance(forInstance, inFlight);
                break;
            default:
                throw new InvalidOperationException($"{input.GetType().Name} is not handled.");
        }

        TakeLocalMessages();
    }

    /// <summary>Applies inputs that waited for a read, as long as the commit has room.</summary>
    /// <returns>Whether there were any.</returns>
    public bool TakeArrived(CommitWork? inFlight)
    {
        var any = false;
        while (!IsFull && _arrived.TryTake(out var input))
        {
            any = true;
            TakeArrived(input, inFlight);
        }

        return any;
    }

    /// <summary>Fires due timers and periodically stores and evicts instances.</summary>
    /// <returns>Whether anything was done.</returns>
    public bool Tick()
    {
        var now = _services.Clock.UtcNow;
        var any = false;
        // While many instances are being read, due timers stay in the heap; completion of a read wakes the loop.
        while (!IsFull && !Loader.IsFull && _timers.TakeDue(now) is { } due)
        {
            Handle(new DueInput(due.InstanceId), null);
            any = true;
        }

        if (now >= _nextTick)
        {
            _nextTick = now + (Housekeep(now) ? BusyTickInterval : TickInterval);
        }

        Loader.ReadWanted();
        return any;
    }

    /// <summary>Completes the commit being built.</summary>
    /// <returns>Whether it has writes or effects.</returns>
    public bool Close()
    {
        // Messages sent within the partition take effect in the same commit as the step that sent them.
        TakeLocalMessages();
        _rows.StoreAsked(Building);
        _rows.Write(Building);
        if (!Building.Commit.IsEmpty)
        {
            // The last entry is kept, so that the next writer finds its sequence number.
            _rows.Cut(Building, Math.Min(_unreadable.Since, _durable));
        }

        return !Building.Commit.IsEmpty || Building.HasEffects;
    }

    /// <summary>A commit is durable: replies can be sent, and ended instances can be evicted.</summary>
    public void OnDurable(CommitWork done)
    {
        _durable = done.Commit.Sequence;
        foreach (var consumed in done.Commit.Consumed)
        {
            _consumed.Enqueue((_services.Clock.UtcNow, consumed));
        }

        foreach (var instance in done.Ended)
        {
            _handler.Ended(instance, done);
        }

        foreach (var instance in done.Continuing)
        {
            _handler.Continue(instance, Building);
        }

        foreach (var instance in done.ToStore)
        {
            if (instance.State.IsEnded && !instance.State.IsBusy && IsAtRest(instance))
            {
                Forget(instance);
            }
        }
    }

    /// <summary>Rejects all waiting callers.</summary>
    public void Refuse(Exception reason)
    {
        Loader.RefuseAll(reason);
        _arrived.RefuseAll(reason);
        _rows.RefuseAll(reason);
        foreach (var waiter in _table.ByUse.SelectMany(instance => instance.EndWaiters ?? []))
        {
            waiter.TrySetException(reason);
        }
    }

    private long NowMs => _services.NowMs;

    private void HandleForInstance(InstanceInput input, CommitWork? inFlight)
    {
        if (_arrived.Contains(input.InstanceId))
        {
            _arrived.Add(input);
        }
        else if (_table.TryGet(input.InstanceId, out var instance))
        {
            _table.Touch(instance, NowMs);
            _handler.Handle(input, instance, Building, inFlight);
        }
        else if (input is StartInput { IsNewId: true })
        {
            _handler.Handle(input, null, Building, inFlight);
        }
        else
        {
            Loader.Park(input);
        }
    }

    private void TakeLoaded(LoadedInput loaded)
    {
        Loader.OnRead();
        foreach (var row in loaded.Rows.Where(row => !_table.TryGet(row.Id, out _)))
        {
            TakeStored(row.Id, long.MaxValue, () =>
            {
                var instance = Instance.FromRow(row);
                _table.Add(instance, NowMs);
                Rearm(instance);
            });
        }

        foreach (var input in loaded.Asked.SelectMany(Loader.Unpark))
        {
            if (loaded.Error is { } error)
            {
                // The state of the instance is unknown; in particular, it may exist.
                input.Refuse(new DurableUnavailableException("The instance could not be read.", TimeSpan.FromSeconds(1), error));
                continue;
            }

            _arrived.Add(input);
        }
    }

    private void TakeArrived(InstanceInput input, CommitWork? inFlight)
    {
        if (_unreadable.Contains(input.InstanceId))
        {
            UnreadableInstances.Refuse(input);
            return;
        }

        // An input may start an instance that the next input is for.
        _handler.Handle(input, _table.TryGet(input.InstanceId, out var instance) ? instance : null, Building, inFlight);
        TakeLocalMessages();
        if (_table.TryGet(input.InstanceId, out var now) && now.State.IsEnded && IsAtRest(now))
        {
            Forget(now);
        }
    }

    private void TakeLocalMessages()
    {
        while (_applier.Local.TryDequeue(out var message))
        {
            if (Building.Bytes >= _services.Options.MaxCommitBytes)
            {
                // It takes effect in a later commit, through the inbox.
                Building.Commit.Outgoing.Add(message);
                continue;
            }

            _handler.Local(message, _table.TryGet(message.InstanceId, out var instance) ? instance : null, Building);
        }
    }

    private void TakeStored(string id, long sequence, Action take)
    {
        if (!_unreadable.TryTake(id, sequence, take) && _table.TryGet(id, out var partly))
        {
            _table.Remove(partly);
        }
    }

    private void RestoreStep(string id, long sequence, byte[] step, long nowMs)
    {
        if (!_table.TryGet(id, out var instance))
        {
            // An instance that is neither stored nor started in the tail has been purged.
            if (HistoryDecoder.Steps(step)[0].Input is not InstanceStarted)
            {
                return;
            }

            instance = new Instance(id);
            _table.Add(instance, nowMs);
        }

        if (sequence > instance.StoredAt)
        {
            instance.Append(step);
            _table.MarkDirty(instance, sequence, nowMs);
        }
    }

    private void Rearm(Instance instance)
    {
        if (_restingTimers.Remove(instance.Id, out var resting))
        {
            resting.ForEach(_timers.Cancel);
        }

        foreach (var (taskId, dueAt) in instance.State.OpenTimers)
        {
            instance.Timers[taskId] = _timers.Add(instance.Id, dueAt);
        }
    }

    // Returns whether more rows are due than one commit can store.
    private bool Housekeep(DateTime now)
    {
        var isMore = _rows.StoreAged(Building);
        ForgetConsumed(now);
        var idleBefore = NowMs - (long)_services.Options.IdleEviction.TotalMilliseconds;
        var surplus = _table.Count - _services.Options.MaxResidentInstances;
        var leaving = _table.ByUse.TakeWhile(x => x.UsedAtMs < idleBefore || surplus-- > 0).Where(IsAtRest).ToArray();
        foreach (var instance in leaving)
        {
            Forget(instance);
        }

        return isMore;
    }

    // A slow read of the inbox may return a message that was consumed long ago, so its id is remembered for a while. The
    // journal rejects any that arrive even later.
    private void ForgetConsumed(DateTime now)
    {
        while (_consumed.TryPeek(out var oldest) && now - oldest.At > InboxMemory)
        {
            _messages.Remove(_consumed.Dequeue().Id);
        }
    }

    private static readonly TimeSpan InboxMemory = TimeSpan.FromMinutes(1);

    private bool IsAtRest(Instance instance) =>
        !_arrived.Contains(instance.Id)
            && instance.DirtySince == 0
            && instance.StoredAt <= _durable
            && !instance.State.IsBusy
            && !instance.HasEndWaiters();

    private void Forget(Instance instance)
    {
        if (!_table.TryGet(instance.Id, out var present) || present != instance)
        {
            return;
        }

        _table.Remove(instance);
        if (instance.Timers.Count > 0)
        {
            _restingTimers[instance.Id] = [.. instance.Timers.Values];
        }
    }
}
