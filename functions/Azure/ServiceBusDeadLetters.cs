using Azure.Messaging.ServiceBus;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Azure;

/// <summary>The dead letters of the queues on Service Bus.</summary>
internal sealed class ServiceBusDeadLetters(ServiceBusClient bus) : IDeadLetterQueue
{
    /// <summary>Maximum dead letters listed or requeued per call: as many as one call moves well within a request's time.</summary>
    private const int Most = 100;

    /// <summary>How long a call waits on an empty queue.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly ServiceBusReceiverOptions GivenUp = new() { SubQueue = SubQueue.DeadLetter };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(string queue, CancellationToken cancellationToken)
    {
        await using var receiver = bus.CreateReceiver(queue, GivenUp);
        var letters = await receiver.PeekMessagesAsync(Most, cancellationToken: cancellationToken);
        return [.. letters.Select(it => new DeadLetter(NameOf(it), it.SessionId, it.EnqueuedTime, it.DeliveryCount, it.DeadLetterReason))];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Sent first, completed after: a crash in between leaves a duplicate, which the inbox applies only once. The new message id
    /// keeps the queue's own duplicate detection from dropping the copy.
    /// </remarks>
    public async Task<int> RequeueAsync(string queue, CancellationToken cancellationToken)
    {
        await using var receiver = bus.CreateReceiver(queue, GivenUp);
        await using var sender = bus.CreateSender(queue);
        var letters = await receiver.ReceiveMessagesAsync(Most, Timeout, cancellationToken);
        foreach (var letter in letters)
        {
            var again = new ServiceBusMessage(letter) { MessageId = MessageIds.OnceMore(letter.MessageId, letter.SequenceNumber) };
            await sender.SendMessageAsync(again, cancellationToken);
            await receiver.CompleteMessageAsync(letter, cancellationToken);
        }

        return letters.Count;
    }

    private static string NameOf(ServiceBusReceivedMessage letter) =>
        letter.ApplicationProperties.GetValueOrDefault(ServiceBusOrderQueue.KeyProperty) as string ?? letter.MessageId;
}
