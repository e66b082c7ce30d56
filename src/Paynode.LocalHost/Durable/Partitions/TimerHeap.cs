namespace Paynode.LocalHost.Durable;

/// <summary>One timer of one instance in the heap; inactive once cancelled or taken.</summary>
internal sealed class TimerEntry(string instanceId, DateTime dueAt)
{
    public string InstanceId { get; } = instanceId;

    public DateTime DueAt { get; } = dueAt;

    public bool IsDead { get; set; }
}

/// <summary>
/// The timers of a partition by due time. Cancelled ones remain until they reach the top or make up more than half of the
/// heap; then it is rebuilt, so that cancelled timeouts do not accumulate.
/// </summary>
internal sealed class TimerHeap
{
    private const int LeastDeadToRebuild = 1024;

    private readonly PriorityQueue<TimerEntry, DateTime> _heap = new();
    private int _dead;

    public int Count => _heap.Count - _dead;

    /// <summary>When the next timer is due.</summary>
    public DateTime? NextDue
    {
        get
        {
            DropDead();
            return _heap.TryPeek(out _, out var due) ? due : null;
        }
    }

    public TimerEntry Add(string instanceId, DateTime dueAt)
    {
        var entry = new TimerEntry(instanceId, dueAt);
        _heap.Enqueue(entry, dueAt);
        return entry;
    }

    public void Cancel(TimerEntry entry)
    {
        if (entry.IsDead)
        {
            return;
        }

        entry.IsDead = true;
        _dead++;
        if (_dead > LeastDeadToRebuild && _dead > _heap.Count / 2)
        {
            Rebuild();
        }
    }

    /// <summary>Removes and returns the next due timer.</summary>
    public TimerEntry? TakeDue(DateTime now)
    {
        DropDead();
        if (!_heap.TryPeek(out var entry, out var due) || due > now)
        {
            return null;
        }

        _heap.Dequeue();
        entry.IsDead = true;
        return entry;
    }

    private void DropDead()
    {
        while (_heap.TryPeek(out var entry, out _) && entry.IsDead)
        {
            _heap.Dequeue();
            _dead--;
        }
    }

    private void Rebuild()
    {
        var live = _heap.UnorderedItems.Where(item => !item.Element.IsDead).ToList();
        _heap.Clear();
        _heap.EnqueueRange(live);
        _dead = 0;
    }
}
