using Paynode.LocalHost;
using Paynode.Orchestrations;

namespace Paynode.Functions;

/// <summary>The order queues on PostgreSQL, in the same database as everything else.</summary>
public sealed class PostgresOrderQueue(IQueueSender sender, OrderQueueMap queues) : IOrderQueue
{
    /// <inheritdoc/>
    public Task SendAsync(IReadOnlyCollection<(string Partition, EscrowMovement Movement)> messages, CancellationToken cancellationToken) =>
        messages.Count == 0
            ? Task.CompletedTask
            : sender.SendAsync([.. messages.Select(it => MessageOf(it.Partition, it.Movement))], cancellationToken);

    private QueueMessage MessageOf(string partition, EscrowMovement movement) => QueueMessage.Json(
        queues.QueueOf(partition), movement, messageId: movement.Key, sessionId: movement.EscrowOrderId);
}
