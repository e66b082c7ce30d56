namespace Paynode.LocalHost.Durable;

/// <summary>The state read when a partition is taken over.</summary>
/// <param name="Sequence">The sequence number of the marker that fences earlier writers; the next commit follows it.</param>
/// <param name="Tail">The journal's entries before the marker, in order.</param>
/// <param name="Rows">The rows of instances that are busy or occur in the tail.</param>
/// <param name="Due">Idle instances with the due time of their next timer.</param>
/// <param name="Inbox">Messages not yet consumed, in order.</param>
internal sealed record OpenedPartition(
    long Sequence,
    IReadOnlyList<(long Sequence, byte[] Data)> Tail,
    IReadOnlyList<InstanceRow> Rows,
    IReadOnlyList<(string InstanceId, DateTime DueAt)> Due,
    IReadOnlyList<InboxMessage> Inbox);
