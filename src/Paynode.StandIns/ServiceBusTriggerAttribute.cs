using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Runs the function for messages of a Service Bus queue or subscription. Replaces the type of the same name in
/// <c>Microsoft.Azure.Functions.Worker.Extensions.ServiceBus</c> 5.24 and has the same public members.
/// </summary>
public sealed class ServiceBusTriggerAttribute : TriggerBindingAttribute, ISupportCardinality
{
    /// <summary>Listens to a queue.</summary>
    public ServiceBusTriggerAttribute(string queueName) => QueueName = queueName;

    /// <summary>Listens to a subscription of a topic.</summary>
    public ServiceBusTriggerAttribute(string topicName, string subscriptionName) =>
        (TopicName, SubscriptionName) = (topicName, subscriptionName);

    /// <summary>The queue's name; null for a subscription.</summary>
    public string? QueueName { get; }

    /// <summary>The topic's name; null for a queue.</summary>
    public string? TopicName { get; }

    /// <summary>The subscription's name; null for a queue.</summary>
    public string? SubscriptionName { get; }

    /// <summary>The name of the setting with the connection string or namespace.</summary>
    public string? Connection { get; set; }

    /// <summary>Whether messages of one session are handled in order, one at a time.</summary>
    public bool IsSessionsEnabled { get; set; }

    /// <summary>Whether a message is completed when the function returns.</summary>
    [DefaultValue(true)]
    public bool AutoCompleteMessages { get; set; } = true;

    /// <summary>Whether the parameter is an array that receives a batch of messages.</summary>
    [DefaultValue(false)]
    public bool IsBatched { get; set; }

    Cardinality ISupportCardinality.Cardinality
    {
        get => IsBatched ? Cardinality.Many : Cardinality.One;
        set => IsBatched = value == Cardinality.Many;
    }
}
