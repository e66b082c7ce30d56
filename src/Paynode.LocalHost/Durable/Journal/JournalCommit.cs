namespace Paynode.LocalHost.Durable;

/// <summary>Everything that one partition makes durable in one transaction.</summary>
internal sealed class JournalCommit
{
    public required int Partition { get; init; }

    /// <summary>The writer's fencing token.</summary>
    public required long Epoch { get; init; }

    /// <summary>The commit's sequence number in the partition's journal; each is written by one writer only.</summary>
    public required long Sequence { get; init; }

    /// <summary>The steps of all instances in this commit, encoded by <see cref="JournalRecord"/>.</summary>
    public ByteWriter Data { get; } = new(4096);

    /// <summary>Number of steps in <see cref="Data"/>.</summary>
    public int Steps { get; set; }

    /// <summary>Instances whose rows are written to the instances table.</summary>
    public Dictionary<string, InstanceRow> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages to instances of other partitions, or to instances that are not in memory.</summary>
    public List<InboxMessage> Outgoing { get; } = [];

    /// <summary>Messages whose effect this commit contains.</summary>
    public List<Guid> Consumed { get; } = [];

    /// <summary>Journal entries below this sequence number are no longer needed; zero to delete none.</summary>
    public long CutBelow { get; set; }

    /// <summary>Bytes of steps and histories; the other parts are small or derived from these.</summary>
    public long Bytes => Data.Length + Rows.Values.Sum(row => (long)row.History.Length);

    /// <summary>Whether it is written in a transaction of its own, so that no other partition waits for it.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Whether there is anything to write.</summary>
    public bool IsEmpty => Steps == 0 && Rows.Count == 0 && Outgoing.Count == 0 && Consumed.Count == 0;
}
