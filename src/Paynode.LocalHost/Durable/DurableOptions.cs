namespace Paynode.LocalHost;

/// <summary>The limits of the durable runtime and the reasons for their values.</summary>
public sealed class DurableOptions
{
    /// <summary>
    /// The hub's partitions (shards of the durable runtime, unrelated to currency partitions), 1 to 64. Fixed when the
    /// database is first used. Four keep two to eight cores busy with large commits.
    /// </summary>
    public int PartitionCount { get; set; } = 4;

    /// <summary>
    /// Activities that may run concurrently. They mostly wait for I/O, so there can be many more than there are cores.
    /// </summary>
    public int MaxConcurrentActivities { get; set; } = 512;

    /// <summary>
    /// The tag by which instances share activity slots. Slots are divided evenly between the tag values with queued
    /// activities, and no value gets more than three quarters of them. Instances without the tag are grouped by the
    /// runtime's partition.
    /// </summary>
    public string ShareTag { get; set; } = "partition";

    /// <summary>Inputs that a partition queues before it rejects more as busy: a few seconds of work.</summary>
    public int MaxWaitingInputs { get; set; } = 20_000;

    /// <summary>
    /// Bytes of steps and stored histories after which a commit is closed; keeps a commit to a few milliseconds. A commit
    /// exceeds it by at most one step and its instance's history, because these are never split.
    /// </summary>
    public int MaxCommitBytes { get; set; } = 1 << 20;

    /// <summary>
    /// Maximum size of one instance's history, in bytes. An instance that would exceed it fails. The history is stored as
    /// one value, which is copied on every write.
    /// </summary>
    public int MaxHistoryBytes { get; set; } = 64 << 20;

    /// <summary>Idle time after which an instance is evicted from memory.</summary>
    public TimeSpan IdleEviction { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Instances of a partition kept in memory; above this number idle ones are evicted immediately.</summary>
    public int MaxResidentInstances { get; set; } = 10_000;

    /// <summary>
    /// Time after which an instance's row is updated from its journal, so that the journal can be truncated.
    /// </summary>
    public TimeSpan StoreAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Maximum size of one payload (input, result or event), in bytes. Store larger data elsewhere and pass a reference.
    /// </summary>
    public int MaxPayloadBytes { get; set; } = 1 << 20;

    /// <summary>
    /// How long an orchestrator's code may run before it is reported as blocking. A step takes microseconds, a long replay
    /// milliseconds.
    /// </summary>
    public TimeSpan MaxStepTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client call may wait for the journal before it fails as unavailable.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Age at which ended instances are removed; null keeps them until they are purged explicitly.</summary>
    public TimeSpan? PurgeEndedAfter { get; set; }
}
