namespace Paynode.Payments;

/// <summary>The port to the dead-letter queues.</summary>
public interface IDeadLetterQueue
{
    /// <summary>The oldest dead letters of a queue.</summary>
    Task<IReadOnlyList<DeadLetter>> ListAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Returns the messages to their queue. A message that is handled twice has its effect once.</summary>
    /// <returns>How many.</returns>
    Task<int> RequeueAsync(string queue, CancellationToken cancellationToken);
}
