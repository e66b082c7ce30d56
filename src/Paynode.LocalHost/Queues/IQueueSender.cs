using Microsoft.Azure.Functions.Worker;

using Npgsql;

namespace Paynode.LocalHost;

/// <summary>Sends messages to the queues that functions with a <see cref="ServiceBusTriggerAttribute"/> listen to.</summary>
public interface IQueueSender
{
    /// <summary>
    /// Sends messages atomically; returns once all of them are durable. If it is cancelled, they may still have been sent.
    /// </summary>
    Task SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellation = default);

    /// <summary>
    /// Sends messages within the caller's open transaction on the connection: they are sent if and only if it commits.
    /// </summary>
    Task SendAsync(NpgsqlConnection connection, IReadOnlyList<QueueMessage> messages, CancellationToken cancellation = default);
}
