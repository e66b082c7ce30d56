namespace Paynode.LocalHost.Queues;

/// <summary>A message received from a queue.</summary>
internal sealed record ReceivedMessage(
    long Sequence, string MessageId, string? SessionId, byte[] Body, DateTime EnqueuedAt, int DeliveryCount, string? TraceParent);
