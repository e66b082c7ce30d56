using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>An instance in memory. Belongs to one partition and is touched by its loop alone.</summary>
internal sealed class Instance(string id)
{
    public string Id { get; } = id;

    public InstanceState State { get; } = new();

    /// <summary>All steps of the present generation, encoded.</summary>
    public ByteWriter History { get; } = new();

    /// <summary>The running code; null until an input has to be delivered.</summary>
    public OrchestratorRun? Run { get; set; }

    /// <summary>The first journal entry that the stored row does not have; zero when the row is complete.</summary>
    public long DirtySince { get; set; }

    /// <summary>When <see cref="DirtySince"/> was set, in the clock's milliseconds.</summary>
    public long DirtyAtMs { get; set; }

    /// <summary>The journal entry in whose commit the row was last written.</summary>
    public long StoredAt { get; set; }

    /// <summary>When it was last touched, in the clock's milliseconds.</summary>
    public long UsedAtMs { get; set; }

    /// <summary>Its place in the order of use.</summary>
    public LinkedListNode<Instance>? UsePlace { get; set; }

    /// <summary>Its place in the order of <see cref="DirtySince"/>.</summary>
    public LinkedListNode<Instance>? DirtyPlace { get; set; }

    /// <summary>Its timers' places in the partition's heap, by task.</summary>
    public Dictionary<int, TimerEntry> Timers { get; } = [];

    /// <summary>Those who wait for it to end.</summary>
    public List<TaskCompletionSource<OrchestrationMetadata?>>? EndWaiters { get; set; }

    /// <summary>Forgets those who have given up waiting.</summary>
    /// <returns>Whether anyone waits still.</returns>
    public bool HasEndWaiters()
    {
        if (EndWaiters?.RemoveAll(waiter => waiter.Task.IsCompleted) > 0 && EndWaiters.Count == 0)
        {
            EndWaiters = null;
        }

        return EndWaiters is not null;
    }

    /// <summary>Takes over the stored form.</summary>
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

    /// <summary>Adds a journalled step that the stored row does not have.</summary>
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

    /// <summary>The stored form of the state as it is now.</summary>
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
