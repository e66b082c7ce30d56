namespace Paynode.Payments;

/// <summary>A message to be published for a committed change.</summary>
/// <param name="Id">Its position in the outbox.</param>
/// <param name="Kind">How it is published: "event", "queue", "start" …</param>
/// <param name="Destination">To whom: an orchestration's instance, a queue.</param>
/// <param name="Name">What it is called there.</param>
/// <param name="Payload">How often it has been leased, this time included; above 1 it may have been published before.</param>
/// <param name="Attempts">How often it has been taken, this time included; above 1 it may have been published before.</param>
public sealed record OutboxMessage(long Id, string Kind, string Destination, string Name, string Payload, int Attempts);
