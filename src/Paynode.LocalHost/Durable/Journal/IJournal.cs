using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>The durable log and tables of the partitions: PostgreSQL in production, memory in tests.</summary>
internal interface IJournal
{
    /// <summary>Takes over a partition: fences earlier writers and reads the state that they left.</summary>
    /// <exception cref="FencedException">A later writer owns the partition.</exception>
    Task<OpenedPartition> OpenAsync(int partition, long epoch, CancellationToken cancellation);

    /// <summary>
    /// Whether a commit would be written immediately. If not, it is better to add to it until the signal is set, although it
    /// may be written at any time.
    /// </summary>
    bool IsReady(CommitWork building, WakeSignal toWake) => true;

    /// <summary>Writes a commit atomically; returns once it is durable. Safe to retry after a failure.</summary>
    /// <exception cref="FencedException">Another writer owns the partition.</exception>
    /// <exception cref="ConsumedException">An earlier commit already consumed one of the messages.</exception>
    Task CommitAsync(JournalCommit commit, CancellationToken cancellation);

    /// <summary>Reads stored instances; missing ones are omitted.</summary>
    Task<IReadOnlyList<InstanceRow>> LoadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation);

    /// <summary>Writes messages to partitions owned by other processes; returns once they are durable.</summary>
    Task SendAsync(IReadOnlyList<InboxMessage> messages, CancellationToken cancellation);

    /// <summary>Reads a partition's pending messages, in order.</summary>
    Task<IReadOnlyList<InboxMessage>> ReadInboxAsync(int partition, CancellationToken cancellation);

    /// <summary>Whether a message is still pending.</summary>
    Task<bool> IsInInboxAsync(Guid message, CancellationToken cancellation);

    /// <summary>Lists stored instances by creation time and id.</summary>
    Task<IReadOnlyList<InstanceRow>> QueryAsync(InstanceQuery query, CancellationToken cancellation);

    /// <summary>Lists the ids of ended instances by the time at which they ended.</summary>
    Task<IReadOnlyList<(string Id, DateTime EndedAt)>> ListEndedAsync(EndedQuery query, CancellationToken cancellation);

    /// <summary>Removes an ended instance.</summary>
    /// <returns>Whether it existed.</returns>
    Task<bool> PurgeAsync(string id, CancellationToken cancellation);

    /// <summary>Removes ended instances, up to a limit.</summary>
    /// <returns>The number of instances removed.</returns>
    Task<int> PurgeAsync(PurgeInstancesFilter filter, int limit, CancellationToken cancellation);

    /// <summary>Removes instances that ended before a given time, oldest first, up to a limit.</summary>
    /// <returns>The number of instances removed.</returns>
    Task<int> PurgeEndedAsync(DateTime before, int limit, CancellationToken cancellation);
}
