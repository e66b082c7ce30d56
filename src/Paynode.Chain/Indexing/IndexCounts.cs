namespace Paynode.Chain.Indexing;

/// <summary>How many events a poll changed.</summary>
internal sealed record IndexCounts(int Observed, int Withdrawn, int Confirmed);
