namespace Paynode.Payments;

/// <summary>A message that a committed change wants published.</summary>
/// <param name="Id">Where it stands in the outbox.</param>
/// <param name="Kind">How it is published: "event", "queue", "start" …</param>
/// <param name="Destination">To whom: an orchestration's instance, a queue.</param>
/// <param name="Name">What it is called there.</param>
/// <param name="Payload">Its body.</param>
/// <param name="Attempts">How often it has been taken, this time included; above 1 it may have been published before.</param>
public sealed record OutboxMessage(long Id, string Kind, string Destination, string Name, string Payload, int Attempts);
