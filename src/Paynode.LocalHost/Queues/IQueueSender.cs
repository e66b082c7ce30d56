using Microsoft.Azure.Functions.Worker;

using Npgsql;

namespace Paynode.LocalHost;

/// <summary>Sends messages to the queues that <see cref="ServiceBusTriggerAttribute"/> functions listen to.</summary>
public interface IQueueSender
{
    /// <summary>Sends messages; returns once all of them are durable. All or none.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="cancellation">Stops waiting for the answer.</param>
    /// <returns>A task that ends once the messages are durable.</returns>
    Task SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellation = default);

    /// <summary>Sends messages within the caller's open transaction: they exist if and only if it commits.</summary>
    /// <param name="connection">The connection with the open transaction.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="cancellation">Stops waiting for the answer.</param>
    /// <returns>A task that ends once the messages are written to the transaction.</returns>
    Task SendAsync(NpgsqlConnection connection, IReadOnlyList<QueueMessage> messages, CancellationToken cancellation = default);
}
