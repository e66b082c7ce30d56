namespace Paynode.LocalHost.Durable;

/// <summary>A commit and what may be done once it is durable, not before.</summary>
internal sealed class CommitWork(JournalCommit commit)
{
    private long _historyBytes;

    public JournalCommit Commit { get; } = commit;

    /// <summary>Activities to run.</summary>
    public List<ActivityStart> Activities { get; } = [];

    /// <summary>Answers to give.</summary>
    public List<Action> Answers { get; } = [];

    /// <summary>Those to be told when the commit fails for good.</summary>
    public List<PartitionInput> Asked { get; } = [];

    /// <summary>Instances whose rows are to be written in this commit.</summary>
    public HashSet<Instance> ToStore { get; } = [];

    /// <summary>Bytes that this commit is going to write: its steps, and the histories of those to be stored.</summary>
    public long Bytes => Commit.Data.Length + _historyBytes;

    /// <summary>Instances that end in this commit.</summary>
    public List<Instance> Ended { get; } = [];

    /// <summary>Instances that begin their next generation after this commit.</summary>
    public List<Instance> Continuing { get; } = [];

    /// <summary>Messages between instances of the partition that this commit has taken.</summary>
    public int LocalMessages { get; set; }

    /// <summary>Has an instance's row written in this commit.</summary>
    public void Store(Instance instance)
    {
        if (ToStore.Add(instance))
        {
            _historyBytes += instance.History.Length;
        }
    }

    /// <summary>Whether there is anything to write.</summary>
    public bool HasWrites => !Commit.IsEmpty || ToStore.Count > 0;

    /// <summary>Whether something waits for this commit, even if it writes nothing.</summary>
    public bool HasEffects => Activities.Count > 0 || Answers.Count > 0;
}

/// <summary>An activity of an instance that is to be run.</summary>
internal readonly record struct ActivityStart(Instance Instance, InstanceStarted Execution, ActivityScheduled Activity);
