using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Azure;

/// <summary>The order queues on Service Bus: one per partition, sessions by order, duplicates dropped by the event's key.</summary>
internal sealed class ServiceBusOrderQueue(ServiceBusClient bus, OrderQueueMap queues) : IOrderQueue
{
    /// <summary>Property that holds the full key of a message's escrow event.</summary>
    public const string KeyProperty = "movement";

    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    /// <remarks>
    /// Queues do not share a transaction. When sending to one fails after another succeeded, the caller resends everything, and
    /// duplicates are dropped: by the queue within its window, and by the inbox permanently.
    /// </remarks>
    public async Task SendAsync(
        IReadOnlyCollection<(string Partition, EscrowEventMessage Message)> messages, CancellationToken cancellationToken)
    {
        foreach (var queue in messages.GroupBy(it => queues.QueueOf(it.Partition)))
        {
            await SendAsync(_senders.GetOrAdd(queue.Key, bus.CreateSender), queue.Select(it => MessageOf(it.Message)), cancellationToken);
        }
    }

    private static async Task SendAsync(
        ServiceBusSender sender, IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken)
    {
        var waiting = new Queue<ServiceBusMessage>(messages);
        while (waiting.Count > 0)
        {
            using var batch = await sender.CreateMessageBatchAsync(cancellationToken);
            while (waiting.TryPeek(out var next) && batch.TryAddMessage(next))
            {
                waiting.Dequeue();
            }

            if (batch.Count == 0)
            {
                throw new InvalidOperationException($"The escrow event {waiting.Peek().MessageId} is too large for Service Bus.");
            }

            await sender.SendMessagesAsync(batch, cancellationToken);
        }
    }

    private static ServiceBusMessage MessageOf(EscrowEventMessage message) =>
        new(BinaryData.FromObjectAsJson(message, JsonSerializerOptions.Web))
    {
        MessageId = MessageIds.Of(message.Key),
        // Events without an order still need a session: these queues accept no message without one.
        SessionId = message.EscrowOrderId is { Length: > 0 } order ? order : message.Chain,
        ContentType = "application/json",
        Subject = message.Kind,

        // For inspection in the portal or among the dead letters.
        ApplicationProperties = { [KeyProperty] = message.Key },
    };
}
