namespace Paynode.Payments;

/// <summary>Decided releases and refunds of a chain that are not final yet.</summary>
/// <param name="Releases">Releases that are queued or in progress.</param>
/// <param name="Refunds">Refunds that are queued or in progress.</param>
/// <param name="Quarantined">Releases and refunds that failed alone and are quarantined.</param>
/// <param name="OldestAt">When the oldest was decided; null when there is none.</param>
/// <param name="FirstDeadline">
/// The earliest time from which a payer can reclaim the funds of one of the releases; null when there is none.
/// </param>
public sealed record ChainBacklog(long Releases, long Refunds, long Quarantined, DateTimeOffset? OldestAt, DateTimeOffset? FirstDeadline);
