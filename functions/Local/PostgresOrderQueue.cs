using Paynode.LocalHost;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The order queues on PostgreSQL, in the same database as everything else.</summary>
public sealed class PostgresOrderQueue(IQueueSender sender, OrderQueueMap queues) : IOrderQueue
{
    /// <inheritdoc/>
    public Task SendAsync(
        IReadOnlyCollection<(string Partition, EscrowEventMessage Message)> messages, CancellationToken cancellationToken) =>
        messages.Count == 0
            ? Task.CompletedTask
            : sender.SendAsync([.. messages.Select(it => MessageOf(it.Partition, it.Message))], cancellationToken);

    private QueueMessage MessageOf(string partition, EscrowEventMessage message) => QueueMessage.Json(
        queues.QueueOf(partition), message, messageId: message.Key, sessionId: message.EscrowOrderId);
}
