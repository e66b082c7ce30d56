namespace Paynode.LocalHost.Durable;

/// <summary>Everything that one partition makes durable in one transaction.</summary>
internal sealed class JournalCommit
{
    /// <summary>The partition.</summary>
    public required int Partition { get; init; }

    /// <summary>The writer's fencing token.</summary>
    public required long Epoch { get; init; }

    /// <summary>This commit's place in the partition's journal; taken by one writer at most.</summary>
    public required long Sequence { get; init; }

    /// <summary>The steps of all instances in this commit, as <see cref="JournalRecord"/> writes them.</summary>
    public ByteWriter Data { get; } = new(4096);

    /// <summary>Number of steps in <see cref="Data"/>.</summary>
    public int Steps { get; set; }

    /// <summary>Instances whose whole state is written to the table of instances.</summary>
    public Dictionary<string, InstanceRow> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages for instances that are elsewhere or not in memory.</summary>
    public List<InboxMessage> Outgoing { get; } = [];

    /// <summary>Messages whose effect is in this commit.</summary>
    public List<Guid> Consumed { get; } = [];

    /// <summary>Journal entries below this place are not needed any more; zero when nothing is to be cut.</summary>
    public long CutBelow { get; set; }

    /// <summary>Bytes of steps and histories; what else there is repeats some of them, or is small.</summary>
    public long Bytes => Data.Length + Rows.Values.Sum(row => (long)row.History.Length);

    /// <summary>Whether it is written by itself, so that no other partition waits for it.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Whether there is anything to write.</summary>
    public bool IsEmpty => Steps == 0 && Rows.Count == 0 && Outgoing.Count == 0 && Consumed.Count == 0;
}
