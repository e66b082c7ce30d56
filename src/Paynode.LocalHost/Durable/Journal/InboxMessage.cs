namespace Paynode.LocalHost.Durable;

/// <summary>
/// A durable message to an instance, addressed to the partition that owns it. It is removed in the commit that contains its
/// effect.
/// </summary>
/// <param name="Id">The message's unique id.</param>
/// <param name="Partition">The partition that owns the target.</param>
/// <param name="InstanceId">The target instance.</param>
/// <param name="Generation">The generation of the target that it is for; negative for any.</param>
/// <param name="Event">The input for the target.</param>
internal sealed record InboxMessage(Guid Id, int Partition, string InstanceId, int Generation, HistoryEvent Event)
{
    /// <summary>Matches every generation.</summary>
    public const int AnyGeneration = -1;
}
