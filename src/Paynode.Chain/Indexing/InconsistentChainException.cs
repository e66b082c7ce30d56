namespace Paynode.Chain.Indexing;

/// <summary>Answers of a node do not fit together. Reading again later usually gives answers that do.</summary>
internal sealed class InconsistentChainException(string message) : Exception(message);
