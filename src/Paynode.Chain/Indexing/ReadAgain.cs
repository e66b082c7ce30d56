namespace Paynode.Chain.Indexing;

/// <summary>A part of a chain that is to be read again.</summary>
/// <param name="FromBlock">Its first block.</param>
/// <param name="ToBlock">Its last block.</param>
public sealed record ReadAgain(long FromBlock, long ToBlock);
