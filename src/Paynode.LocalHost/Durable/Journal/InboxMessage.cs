namespace Paynode.LocalHost.Durable;

/// <summary>A durable message to an instance, on its way to the partition that owns it. It is removed in the commit that has its effect.</summary>
/// <param name="Id">Identifies the message.</param>
/// <param name="Partition">The partition that owns the target.</param>
/// <param name="InstanceId">The target.</param>
/// <param name="Generation">The generation of the target that it is for; negative for any.</param>
/// <param name="Event">What happens to the target.</param>
internal sealed record InboxMessage(Guid Id, int Partition, string InstanceId, int Generation, HistoryEvent Event)
{
    /// <summary>Fits every generation.</summary>
    public const int AnyGeneration = -1;
}
