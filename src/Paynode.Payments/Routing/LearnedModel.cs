namespace Paynode.Payments;

/// <summary>The learned model of a provider in a corridor, or of the corridor itself, in the model's own format.</summary>
/// <param name="Corridor">The corridor.</param>
/// <param name="Provider">The provider, or null for the corridor's own part.</param>
/// <param name="Version">Newer ones have a higher number.</param>
/// <param name="Model">The model's bytes.</param>
public sealed record LearnedModel(CorridorId Corridor, ProviderId? Provider, long Version, ReadOnlyMemory<byte> Model);
