namespace Paynode.Payments;

/// <summary>What is decided and not yet done on a chain.</summary>
/// <param name="Releases">Releases that wait or are under way.</param>
/// <param name="Refunds">Refunds that wait or are under way.</param>
/// <param name="Quarantined">Those of both that failed alone and are put aside.</param>
/// <param name="OldestAt">When the oldest was decided; null when there is none.</param>
/// <param name="FirstDeadline">From when on a payer can take back what one of the releases is to pay; null when there is none.</param>
public sealed record ChainBacklog(long Releases, long Refunds, long Quarantined, DateTimeOffset? OldestAt, DateTimeOffset? FirstDeadline);
