using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>An instance in memory. Belongs to one partition and is accessed only by its loop.</summary>
internal sealed class Instance(string id)
{
    public string Id { get; } = id;

    public InstanceState State { get; } = new();

    /// <summary>All steps of the current generation, encoded.</summary>
    public ByteWriter History { get; } = new();

    /// <summary>The running code; null until an input has to be delivered to it.</summary>
    public OrchestratorRun? Run { get; set; }

    /// <summary>The first journal entry missing from the stored row; zero when the row is up to date.</summary>
    public long DirtySince { get; set; }

    /// <summary>When <see cref="DirtySince"/> was set, in monotonic milliseconds.</summary>
    public long DirtyAtMs { get; set; }

    /// <summary>The journal entry in whose commit the row was last written.</summary>
    public long StoredAt { get; set; }

    /// <summary>When it was last used, in monotonic milliseconds.</summary>
    public long UsedAtMs { get; set; }

    /// <summary>Its node in the list ordered by last use.</summary>
    public LinkedListNode<Instance>? UsePlace { get; set; }

    /// <summary>Its node in the list ordered by <see cref="DirtySince"/>.</summary>
    public LinkedListNode<Instance>? DirtyPlace { get; set; }

    /// <summary>Its timers' entries in the partition's heap, by task id.</summary>
    public Dictionary<int, TimerEntry> Timers { get; } = [];

    /// <summary>Callers waiting for the instance to end.</summary>
    public List<TaskCompletionSource<OrchestrationMetadata?>>? EndWaiters { get; set; }

    /// <summary>Removes cancelled waiters.</summary>
    /// <returns>Whether any waiters are left.</returns>
    public bool HasEndWaiters()
    {
        if (EndWaiters?.RemoveAll(waiter => waiter.Task.IsCompleted) > 0 && EndWaiters.Count == 0)
        {
            EndWaiters = null;
        }

        return EndWaiters is not null;
    }

    /// <summary>Rebuilds an instance from its stored row.</summary>
    public static Instance FromRow(InstanceRow row)
    {
        var instance = new Instance(row.Id) { StoredAt = row.Sequence };
        instance.History.Raw(row.History);
        foreach (var step in HistoryDecoder.Steps(row.History))
        {
            instance.Evolve(step);
        }

        return instance;
    }

    /// <summary>Adds a journalled step that the stored row does not include.</summary>
    public void Append(byte[] encoded)
    {
        foreach (var step in HistoryDecoder.Steps(encoded))
        {
            if (step.Input is InstanceStarted)
            {
                History.Clear();
            }

            Evolve(step);
        }

        History.Raw(encoded);
    }

    /// <summary>The current state as a row to store.</summary>
    public InstanceRow ToRow(int partition, long sequence) => new()
    {
        Id = Id,
        Partition = partition,
        Name = State.Started.Name,
        Status = State.Status,
        CreatedAt = State.Started.CreatedAt,
        UpdatedAt = State.UpdatedAt,
        NextDue = State.NextDue,
        Busy = State.IsBusy,
        CustomStatus = State.CustomStatus,
        Sequence = sequence,
        History = History.ToArray(),
    };

    private void Evolve(HistoryStep step)
    {
        foreach (var value in step.Events)
        {
            State.Evolve(value, step.Time);
        }
    }
}
