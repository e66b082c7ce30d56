namespace Paynode.Functions;

/// <summary>Asks for a chain to be read again.</summary>
/// <param name="FromBlock">The first block; left out: all since the escrow's first.</param>
public sealed record ReindexRequest(long? FromBlock = null);
