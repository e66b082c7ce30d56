namespace Paynode.LocalHost;

/// <summary>What the trigger knows besides the bound parameters.</summary>
public abstract class BindingContext
{
    /// <summary>Named trigger data: for a queue message <c>MessageId</c>, <c>SessionId</c>, <c>DeliveryCount</c>, <c>EnqueuedTimeUtc</c>.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
