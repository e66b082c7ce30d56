using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>What outcomes are to be learned from, as it was at one version of the corridor.</summary>
/// <param name="Version">The corridor's version.</param>
/// <param name="CorridorModel">The corridor's part of the model.</param>
/// <param name="Holds">The offers' holds; null for one that is not remembered.</param>
/// <param name="Models">The models of the holds' providers.</param>
internal sealed record Recollection(
    long Version,
    ReadOnlyMemory<byte> CorridorModel,
    IReadOnlyList<Hold?> Holds,
    IReadOnlyDictionary<ProviderId, ReadOnlyMemory<byte>> Models);

/// <summary>What was learned from a batch of outcomes.</summary>
/// <param name="Version">The version that it was learned on.</param>
/// <param name="CorridorModel">The corridor's part of the model.</param>
/// <param name="Providers">The providers that something was learned of.</param>
/// <param name="Offers">The offers that it was learned from.</param>
internal sealed record Lesson(
    long Version, ReadOnlyMemory<byte> CorridorModel, IReadOnlyList<LearnedProvider> Providers, IReadOnlyList<string> Offers);

/// <summary>A provider after a lesson: its model, its place in the ranking, its weight in the sampling set.</summary>
internal sealed record LearnedProvider(ProviderId Provider, byte[] Model, long Rank, double Weight);
