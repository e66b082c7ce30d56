namespace Paynode.Chain.Indexing;

/// <summary>A range of a chain that will be read again.</summary>
/// <param name="FromBlock">The first block of the range.</param>
/// <param name="ToBlock">The last block of the range.</param>
public sealed record ReadAgain(long FromBlock, long ToBlock);
