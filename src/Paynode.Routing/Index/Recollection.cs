using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>The state needed to learn from outcomes, at one version of the corridor.</summary>
/// <param name="Version">The corridor's version.</param>
/// <param name="CorridorModel">The corridor's part of the model.</param>
/// <param name="Holds">The offers' reservations; null for an unknown one.</param>
/// <param name="Models">The models of the reservations' providers.</param>
internal sealed record Recollection(
    long Version,
    ReadOnlyMemory<byte> CorridorModel,
    IReadOnlyList<Hold?> Holds,
    IReadOnlyDictionary<ProviderId, ReadOnlyMemory<byte>> Models);

/// <summary>The result of learning from a batch of outcomes.</summary>
/// <param name="Version">The version it is based on.</param>
/// <param name="CorridorModel">The corridor's part of the model.</param>
/// <param name="Providers">The providers whose state changed.</param>
/// <param name="Offers">The offers whose outcomes were learned.</param>
internal sealed record Lesson(
    long Version, ReadOnlyMemory<byte> CorridorModel, IReadOnlyList<LearnedProvider> Providers, IReadOnlyList<string> Offers);

/// <summary>A provider after a learning step: its model, its rank score and its weight in the sampling set.</summary>
internal sealed record LearnedProvider(ProviderId Provider, byte[] Model, long Rank, double Weight);
