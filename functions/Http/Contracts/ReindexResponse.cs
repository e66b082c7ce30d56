namespace Paynode.Functions;

/// <summary>What will be read again.</summary>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="FromBlock">The first block.</param>
/// <param name="ToBlock">The last block; later ones are read anyway.</param>
public sealed record ReindexResponse(string Chain, long FromBlock, long ToBlock);
