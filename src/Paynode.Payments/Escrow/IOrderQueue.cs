namespace Paynode.Payments;

/// <summary>The port to the order queues, one per partition.</summary>
public interface IOrderQueue
{
    /// <summary>Sends escrow events to their partitions. Messages of one order stay in order; a duplicate is dropped.</summary>
    /// <param name="messages">The escrow events with their partitions.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task SendAsync(IReadOnlyCollection<(string Partition, EscrowEventMessage Message)> messages, CancellationToken cancellationToken);
}
