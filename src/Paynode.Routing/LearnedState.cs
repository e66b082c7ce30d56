using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>Learned state of a provider in a corridor, or of the corridor itself, in the model's own binary form.</summary>
/// <param name="Corridor">The corridor.</param>
/// <param name="Provider">The provider; null for the corridor's own part.</param>
/// <param name="Version">Increases with every write in the corridor.</param>
/// <param name="Model">The model's bytes.</param>
public sealed record LearnedState(CorridorId Corridor, ProviderId? Provider, long Version, ReadOnlyMemory<byte> Model);
