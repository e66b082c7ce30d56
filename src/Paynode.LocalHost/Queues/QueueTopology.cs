using Paynode.LocalHost.Functions;

namespace Paynode.LocalHost.Queues;

/// <summary>Resolves names to queues: a topic's messages go to each of its subscriptions.</summary>
/// <param name="subscriptions">The subscriptions of each topic.</param>
internal sealed class QueueTopology(ILookup<string, string> subscriptions)
{
    /// <summary>The queue of a subscription.</summary>
    public static string QueueOf(string topic, string subscription) => $"{topic}/{subscription}";

    /// <summary>The messages to write: the message itself, or one copy for each subscription.</summary>
    public IEnumerable<QueueMessage> Expand(QueueMessage message) => subscriptions.Contains(message.Queue)
        ? subscriptions[message.Queue].Select(subscription => message with { Queue = QueueOf(message.Queue, subscription) })
        : [message];
}

/// <summary>A message received from a queue.</summary>
internal sealed record ReceivedMessage(
    long Sequence, string MessageId, string? SessionId, byte[] Body, DateTime EnqueuedAt, int DeliveryCount, string? TraceParent);

/// <summary>A function that listens to a queue.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Function">The function's name.</param>
/// <param name="UsesSessions">Whether messages of a session are handled in order.</param>
/// <param name="IsBatched">Whether it receives several messages in one call.</param>
/// <param name="HandleAsync">Runs the function on one message, or on several if it is batched.</param>
internal sealed record QueueListener(
    string Queue, string Function, bool UsesSessions, bool IsBatched, Func<ReceivedMessage[], Task> HandleAsync)
{
    /// <summary>The lease resource that the queue's consumer must hold.</summary>
    public string Resource => "queue:" + Queue;
}
