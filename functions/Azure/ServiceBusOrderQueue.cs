using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Azure;

/// <summary>The order queues on Service Bus: one a partition, sessions by order, duplicates dropped by the event's key.</summary>
internal sealed class ServiceBusOrderQueue(ServiceBusClient bus, OrderQueueMap queues) : IOrderQueue
{
    /// <summary>Where a message names its movement in full.</summary>
    public const string KeyProperty = "movement";

    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    /// <remarks>
    /// Queues do not share a transaction. When one fails after another was sent to, the caller sends all of it again, and what
    /// has arrived is dropped: by the queue within its window, by the inbox for good.
    /// </remarks>
    public async Task SendAsync(IReadOnlyCollection<(string Partition, EscrowEventMessage Message)> messages, CancellationToken cancellationToken)
    {
        foreach (var queue in messages.GroupBy(it => queues.QueueOf(it.Partition)))
        {
            await SendAsync(_senders.GetOrAdd(queue.Key, bus.CreateSender), queue.Select(it => MessageOf(it.Message)), cancellationToken);
        }
    }

    private static async Task SendAsync(ServiceBusSender sender, IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken)
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
                throw new InvalidOperationException($"The movement {waiting.Peek().MessageId} is too large for Service Bus.");
            }

            await sender.SendMessagesAsync(batch, cancellationToken);
        }
    }

    private static ServiceBusMessage MessageOf(EscrowEventMessage message) => new(BinaryData.FromObjectAsJson(message, JsonSerializerOptions.Web))
    {
        MessageId = MessageIds.Of(message.Key),
        // What belongs to no order still needs a session: these queues take nothing without one.
        SessionId = message.EscrowOrderId is { Length: > 0 } order ? order : message.Chain,
        ContentType = "application/json",
        Subject = message.Kind,

        // For whoever looks at it in the portal or among the dead letters.
        ApplicationProperties = { [KeyProperty] = message.Key },
    };
}
