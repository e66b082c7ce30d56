namespace Paynode.Payments;

/// <summary>The port to the order queues, one a partition.</summary>
public interface IOrderQueue
{
    /// <summary>Sends movements to their partitions. Messages of one order keep their order; one that was sent before is dropped.</summary>
    /// <param name="messages">Which movement to which partition.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task SendAsync(IReadOnlyCollection<(string Partition, EscrowEventMessage Message)> messages, CancellationToken cancellationToken);
}
