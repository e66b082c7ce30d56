namespace Paynode.LocalHost.Queues;

/// <summary>Which queues stand behind a name: a topic's messages go to each of its subscriptions.</summary>
/// <param name="subscriptions">The subscriptions of each topic.</param>
internal sealed class QueueTopology(ILookup<string, string> subscriptions)
{
    /// <summary>The queue behind a subscription.</summary>
    public static string QueueOf(string topic, string subscription) => $"{topic}/{subscription}";

    /// <summary>A message as it is written: once, or once for each subscription.</summary>
    public IEnumerable<QueueMessage> Expand(QueueMessage message) => subscriptions.Contains(message.Queue)
        ? subscriptions[message.Queue].Select(subscription => message with { Queue = QueueOf(message.Queue, subscription) })
        : [message];
}
