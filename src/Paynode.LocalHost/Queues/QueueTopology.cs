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
