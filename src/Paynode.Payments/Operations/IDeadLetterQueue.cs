namespace Paynode.Payments;

/// <summary>The port to the messages that were given up.</summary>
public interface IDeadLetterQueue
{
    /// <summary>The oldest of a queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task<IReadOnlyList<DeadLetter>> ListAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Puts the messages back into their queue. One that is handled twice has its effect once.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many.</returns>
    Task<int> RequeueAsync(string queue, CancellationToken cancellationToken);
}
