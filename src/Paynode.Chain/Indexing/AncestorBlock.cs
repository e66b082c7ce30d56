using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>The highest block that the index and the node agree on.</summary>
internal sealed record AncestorBlock(long Number, Bytes32? Hash);
