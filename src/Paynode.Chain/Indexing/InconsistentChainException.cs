namespace Paynode.Chain.Indexing;

/// <summary>A node's answers contradict each other. Reading again later usually gives consistent ones.</summary>
internal sealed class InconsistentChainException(string message) : Exception(message);
