using Paynode.Domain;

namespace Paynode.Routing.Index;

/// <summary>What outcomes are to be learned from, as it was at one version of the corridor.</summary>
internal sealed record Recollection(long Version, ReadOnlyMemory<byte> CorridorModel, IReadOnlyList<RecalledOutcome> Outcomes);

/// <summary>What the index knows of one outcome: whether it was learned before, its hold, its provider's model.</summary>
internal sealed record RecalledOutcome(bool Seen, Hold? Hold, ReadOnlyMemory<byte> Model);

/// <summary>What was learned from a batch of outcomes.</summary>
internal sealed record Lesson(
    long Version,
    ReadOnlyMemory<byte> CorridorModel,
    IReadOnlyList<LearnedProvider> Providers,
    IReadOnlyList<(string Hold, string Mark)> Outcomes);

/// <summary>A provider after a lesson: its model, its place in the ranking, its weight in the sampling set.</summary>
internal sealed record LearnedProvider(ProviderId Provider, byte[] Model, long Rank, double Weight);
