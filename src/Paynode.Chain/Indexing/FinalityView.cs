namespace Paynode.Chain.Indexing;

/// <summary>The newest blocks by how final they are; -1 where the node does not say.</summary>
internal sealed record FinalityView(long Head, long Safe, long Finalized);
