using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>Where partitions keep what they must not forget. PostgreSQL in service, memory in tests.</summary>
internal interface IJournal
{
    /// <summary>Takes a partition over: fences former writers and reads what they left.</summary>
    /// <exception cref="FencedException">A later writer has the partition.</exception>
    Task<OpenedPartition> OpenAsync(int partition, long epoch, CancellationToken cancellation);

    /// <summary>
    /// Whether a commit would be written at once. If not, it had better grow until the signal is set, though it may be
    /// written at any time.
    /// </summary>
    bool IsReady(CommitWork building, WakeSignal toWake) => true;

    /// <summary>Writes all or nothing; returns once it is durable. Safe to repeat after a failure.</summary>
    /// <exception cref="FencedException">Another writer has the partition.</exception>
    /// <exception cref="ConsumedException">A message has had its effect in an earlier commit.</exception>
    Task CommitAsync(JournalCommit commit, CancellationToken cancellation);

    /// <summary>Reads stored instances; those not found are left out.</summary>
    Task<IReadOnlyList<InstanceRow>> LoadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation);

    /// <summary>Writes messages to partitions that this process does not own; returns once they are durable.</summary>
    Task SendAsync(IReadOnlyList<InboxMessage> messages, CancellationToken cancellation);

    /// <summary>Reads the messages that wait for a partition, in order.</summary>
    Task<IReadOnlyList<InboxMessage>> ReadInboxAsync(int partition, CancellationToken cancellation);

    /// <summary>Whether a message waits still.</summary>
    Task<bool> IsInInboxAsync(Guid message, CancellationToken cancellation);

    /// <summary>Lists stored instances by time of creation and id.</summary>
    Task<IReadOnlyList<InstanceRow>> QueryAsync(InstanceQuery query, CancellationToken cancellation);

    /// <summary>Lists the ids of ended instances by the time they ended.</summary>
    Task<IReadOnlyList<(string Id, DateTime EndedAt)>> ListEndedAsync(EndedQuery query, CancellationToken cancellation);

    /// <summary>Removes an ended instance.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> PurgeAsync(string id, CancellationToken cancellation);

    /// <summary>Removes ended instances, at most so many.</summary>
    /// <returns>How many were removed.</returns>
    Task<int> PurgeAsync(PurgeInstancesFilter filter, int limit, CancellationToken cancellation);

    /// <summary>Removes instances that ended before a time, at most so many, oldest first.</summary>
    /// <returns>How many were removed.</returns>
    Task<int> PurgeEndedAsync(DateTime before, int limit, CancellationToken cancellation);
}
