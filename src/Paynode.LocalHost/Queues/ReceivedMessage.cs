namespace Paynode.LocalHost.Queues;

/// <summary>A message taken from a queue, to be handled.</summary>
internal sealed record ReceivedMessage(
    long Sequence, string MessageId, string? SessionId, byte[] Body, DateTime EnqueuedAt, int DeliveryCount, string? TraceParent);
