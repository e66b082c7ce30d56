namespace Paynode.LocalHost.Durable;

/// <summary>What is found when a partition is taken over.</summary>
/// <param name="Sequence">The place of the marker that fences former writers; the next commit follows it.</param>
/// <param name="Tail">The journal's entries before the marker, in order.</param>
/// <param name="Rows">The stored form of instances that are busy or named in the tail.</param>
/// <param name="Due">Instances at rest with the time of their next timer.</param>
/// <param name="Inbox">Messages not yet consumed, in order.</param>
internal sealed record OpenedPartition(
    long Sequence,
    IReadOnlyList<(long Sequence, byte[] Data)> Tail,
    IReadOnlyList<InstanceRow> Rows,
    IReadOnlyList<(string InstanceId, DateTime DueAt)> Due,
    IReadOnlyList<InboxMessage> Inbox);
