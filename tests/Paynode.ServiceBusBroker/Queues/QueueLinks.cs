using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Paynode.ServiceBusBroker;

/// <summary>Connects the links of senders and receivers to a queue.</summary>
internal static class QueueLinks
{
    /// <summary>A client's sender, from which the broker receives.</summary>
    /// <exception cref="AmqpException">The queue takes no messages from senders.</exception>
    public static void OpenSender(ReceivingAmqpLink link, QueueNode queue)
    {
        if (queue.IsDeadLetters)
        {
            throw BrokerError.SendNotAllowed(queue.Settings.Name);
        }

        link.RegisterMessageListener(transfer => Take(link, queue, transfer));
    }

    /// <summary>A client's receiver, to which the broker sends. Completes when the requested session is locked.</summary>
    /// <exception cref="AmqpException">The queue's session mode differs from the receiver's, or no session could be locked.</exception>
    public static async Task OpenReceiverAsync(SendingAmqpLink link, QueueNode queue)
    {
        var wantsSession = SessionFilter.TryRead(link.Settings, out var sessionId);
        if (wantsSession != queue.Settings.RequiresSession)
        {
            throw wantsSession ? BrokerError.SessionsNotSupported(queue.Settings.Name) : BrokerError.SessionRequired(queue.Settings.Name);
        }

        var receiver = new Receiver(link);
        link.RegisterCreditListener((_, _, _) => queue.Post(() => { }));
        if (!receiver.Deletes)
        {
            link.RegisterDispositionListener(delivery => Settle(link, queue, delivery));
        }

        if (wantsSession)
        {
            // Registered first, because the link may close while it waits.
            link.SafeAddClosed((_, _) => queue.Post(() => queue.Detach(receiver)));
            await queue.AcceptSessionAsync(receiver, sessionId, SessionFilter.ReadTimeout(link.Settings));
        }
        else
        {
            queue.Post(() => queue.Attach(receiver));
            link.SafeAddClosed((_, _) => queue.Post(() => queue.Detach(receiver)));
        }
    }

    private static void Take(ReceivingAmqpLink link, QueueNode queue, AmqpMessage transfer)
    {
        IReadOnlyList<StoredMessage> messages;
        try
        {
            messages = MessageBatch.Read(transfer);
        }
        catch (AmqpException refusal)
        {
            Answer(link, transfer, new Rejected { Error = refusal.Error });
            return;
        }

        queue.Post(() => Answer(link, transfer, OutcomeOf(() => queue.Enqueue(messages))));
    }

    private static void Answer(ReceivingAmqpLink link, AmqpMessage transfer, Outcome outcome)
    {
        link.DisposeMessage(transfer, outcome, settled: true, batchable: false);
        transfer.Dispose();
    }

    private static void Settle(SendingAmqpLink link, QueueNode queue, Delivery delivery)
    {
        var state = delivery.State;
        var lockToken = new Guid(delivery.DeliveryTag.AsSpan());
        queue.Post(() =>
        {
            var outcome = OutcomeOf(() => queue.Settle(lockToken, Settlement.From(state)));
            if (!delivery.Settled)
            {
                link.DisposeDelivery(delivery, settled: true, outcome);
            }
        });
    }

    private static Outcome OutcomeOf(Action change)
    {
        try
        {
            change();
            return AmqpConstants.AcceptedOutcome;
        }
        catch (AmqpException refusal)
        {
            return new Rejected { Error = refusal.Error };
        }
    }
}
