namespace Paynode.Chain.Indexing;

/// <summary>The changes that result from auditing a range of blocks.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Version">The cursor version that the audit started from.</param>
/// <param name="AuditedBlock">The last block of the range.</param>
/// <param name="Rows">All events of the range; events already in the table are left unchanged.</param>
/// <param name="Phantoms">Ids of events in the table that are not on the chain.</param>
internal sealed record AuditChange(
    long ChainId, long Version, long AuditedBlock, IReadOnlyList<EventRow> Rows, IReadOnlyList<long> Phantoms);
