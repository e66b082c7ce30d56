using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>The last block that what was read and what the node shows have in common.</summary>
internal sealed record AncestorBlock(long Number, Bytes32? Hash);
