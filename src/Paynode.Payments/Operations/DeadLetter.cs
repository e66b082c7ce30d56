namespace Paynode.Payments;

/// <summary>A message that was given up. Its body is not shown.</summary>
/// <param name="MessageId">The message's id, which names the event that it carries.</param>
/// <param name="SessionId">The order's id in the escrow.</param>
/// <param name="EnqueuedAt">When it was sent.</param>
/// <param name="DeliveryCount">How often it was tried.</param>
/// <param name="Reason">Why it was given up.</param>
public sealed record DeadLetter(string MessageId, string? SessionId, DateTimeOffset EnqueuedAt, int DeliveryCount, string? Reason);
