namespace Paynode.Routing.Advice;

/// <summary>Learned state of a corridor, in the model's own form; empty where nothing was learned yet.</summary>
/// <param name="Corridor">The state that its providers share.</param>
/// <param name="Providers">By provider.</param>
public sealed record LearnedBytes(ReadOnlyMemory<byte> Corridor, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Providers);
