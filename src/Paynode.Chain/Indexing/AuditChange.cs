namespace Paynode.Chain.Indexing;

/// <summary>What reading a range a second time changes.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Version">The cursor's version the audit started from.</param>
/// <param name="AuditedBlock">The last block of the range.</param>
/// <param name="Rows">All events of the range; those in the table already stay as they are.</param>
/// <param name="Phantoms">Events in the table that the chain does not have.</param>
internal sealed record AuditChange(
    long ChainId, long Version, long AuditedBlock, IReadOnlyList<EventRow> Rows, IReadOnlyList<long> Phantoms);
