namespace Paynode.LocalHost;

/// <summary>The limits of the durable runtime, each with the reason for its value.</summary>
public sealed class DurableOptions
{
    /// <summary>Partitions of the hub, 1 to 64. Fixed when the database is first used. Four keep two to eight cores busy with large commits.</summary>
    public int PartitionCount { get; set; } = 4;

    /// <summary>Activities run at once. They mostly wait for others, so there may be many more than cores.</summary>
    public int MaxConcurrentActivities { get; set; } = 512;

    /// <summary>
    /// The tag of an instance that says with which others it shares: activities' places are shared out evenly between the
    /// tag's values that have something waiting, and no value holds more than three quarters of them. Instances without the
    /// tag share by partition.
    /// </summary>
    public string ShareTag { get; set; } = "partition";

    /// <summary>Inputs that a partition keeps waiting before it answers that it is busy: some seconds of work.</summary>
    public int MaxWaitingInputs { get; set; } = 20_000;

    /// <summary>
    /// Bytes of steps and stored histories after which a commit takes nothing more; keeps a commit to a few milliseconds.
    /// It is exceeded by one step and its instance's history at most, as those are written whole.
    /// </summary>
    public int MaxCommitBytes { get; set; } = 1 << 20;

    /// <summary>Bytes of one instance's history. An instance that would exceed it fails; it is written in one value, which has to be copied each time.</summary>
    public int MaxHistoryBytes { get; set; } = 64 << 20;

    /// <summary>Time after which an instance at rest leaves memory.</summary>
    public TimeSpan IdleEviction { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Instances of a partition kept in memory; past it those at rest leave at once.</summary>
    public int MaxResidentInstances { get; set; } = 10_000;

    /// <summary>Time after which an instance's row is brought up to its journal, so that the journal can be cut.</summary>
    public TimeSpan StoreAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of one payload: input, result, event. Larger data belongs elsewhere, with a reference to it here.</summary>
    public int MaxPayloadBytes { get; set; } = 1 << 20;

    /// <summary>How long an orchestrator's code may run before it is named as one that blocks. A step takes microseconds, a long replay milliseconds.</summary>
    public TimeSpan MaxStepTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client's call may wait for the journal before it fails as unavailable.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Age at which ended instances are removed; null keeps them for as long as nobody purges them.</summary>
    public TimeSpan? PurgeEndedAfter { get; set; }
}
