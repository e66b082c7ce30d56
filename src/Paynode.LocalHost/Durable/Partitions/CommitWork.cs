namespace Paynode.LocalHost.Durable;

/// <summary>A commit, and the effects to release once it is durable.</summary>
internal sealed class CommitWork(JournalCommit commit)
{
    private long _historyBytes;

    public JournalCommit Commit { get; } = commit;

    /// <summary>Activities to start.</summary>
    public List<ActivityStart> Activities { get; } = [];

    /// <summary>Replies to send.</summary>
    public List<Action> Answers { get; } = [];

    /// <summary>Inputs to reject if the commit fails permanently.</summary>
    public List<PartitionInput> Asked { get; } = [];

    /// <summary>Instances whose rows this commit writes.</summary>
    public HashSet<Instance> ToStore { get; } = [];

    /// <summary>Bytes that this commit will write: its steps, and the histories of the rows.</summary>
    public long Bytes => Commit.Data.Length + _historyBytes;

    /// <summary>Instances that end in this commit.</summary>
    public List<Instance> Ended { get; } = [];

    /// <summary>Instances that begin their next generation after this commit.</summary>
    public List<Instance> Continuing { get; } = [];

    /// <summary>Messages between instances of this partition that this commit has processed.</summary>
    public int LocalMessages { get; set; }

    /// <summary>Adds an instance's row to this commit.</summary>
    public void Store(Instance instance)
    {
        if (ToStore.Add(instance))
        {
            _historyBytes += instance.History.Length;
        }
    }

    /// <summary>Whether there is anything to write.</summary>
    public bool HasWrites => !Commit.IsEmpty || ToStore.Count > 0;

    /// <summary>Whether activities or replies depend on this commit, even if it writes nothing.</summary>
    public bool HasEffects => Activities.Count > 0 || Answers.Count > 0;
}

/// <summary>An activity to start for an instance.</summary>
internal readonly record struct ActivityStart(Instance Instance, InstanceStarted Execution, ActivityScheduled Activity);
