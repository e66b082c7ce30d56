namespace Paynode.LocalHost;

/// <summary>Starts the function on messages of a queue.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute : Attribute
{
    /// <summary>Listens to a queue.</summary>
    /// <param name="queueName">The queue's name, or <c>%SETTING%</c>.</param>
    public ServiceBusTriggerAttribute(string queueName) => QueueName = queueName;

    /// <summary>Listens to a subscription of a topic.</summary>
    /// <param name="topicName">The topic's name, or <c>%SETTING%</c>.</param>
    /// <param name="subscriptionName">The subscription's name, or <c>%SETTING%</c>.</param>
    public ServiceBusTriggerAttribute(string topicName, string subscriptionName)
    {
        TopicName = topicName;
        SubscriptionName = subscriptionName;
    }

    /// <summary>The queue's name, when the function listens to a queue.</summary>
    public string? QueueName { get; }

    /// <summary>The topic's name, when the function listens to a subscription.</summary>
    public string? TopicName { get; }

    /// <summary>The subscription's name, when the function listens to one.</summary>
    public string? SubscriptionName { get; }

    /// <summary>The name of the connection setting; the embedded runtime has one connection and reads no setting.</summary>
    public string? Connection { get; set; }

    /// <summary>Whether messages of one session are handled in order, one at a time.</summary>
    public bool IsSessionsEnabled { get; set; }

    /// <summary>Whether the parameter is an array that takes a batch of messages.</summary>
    public bool IsBatched { get; set; }

    /// <summary>Whether a message is completed when the function returns; must be left true here.</summary>
    public bool AutoCompleteMessages { get; set; } = true;
}
