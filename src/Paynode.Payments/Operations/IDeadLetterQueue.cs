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

/// <summary>A message that was given up. Its body is not shown.</summary>
/// <param name="MessageId">The message's id, which names the event that it carries.</param>
/// <param name="SessionId">The order's id in the escrow.</param>
/// <param name="EnqueuedAt">When it was sent.</param>
/// <param name="DeliveryCount">How often it was tried.</param>
/// <param name="Reason">Why it was given up.</param>
public sealed record DeadLetter(string MessageId, string? SessionId, DateTimeOffset EnqueuedAt, int DeliveryCount, string? Reason);
