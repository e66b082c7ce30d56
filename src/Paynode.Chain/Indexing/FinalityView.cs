namespace Paynode.Chain.Indexing;

/// <summary>The newest blocks by finality; -1 where the node does not report one.</summary>
internal sealed record FinalityView(long Head, long Safe, long Finalized);
