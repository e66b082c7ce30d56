namespace Paynode.ServiceBusBroker;

/// <summary>The state of a message. Active and Deferred have the values of the annotation that clients read.</summary>
internal enum MessageState
{
    Active = 0,
    Deferred = 1,
    Locked = 3,
}
