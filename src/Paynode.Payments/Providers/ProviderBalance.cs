namespace Paynode.Payments;

/// <summary>What a provider reports that it can pay out.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Available">How much.</param>
/// <param name="UpdatedAt">When the provider reported it.</param>
public sealed record ProviderBalance(ProviderId Provider, Money Available, DateTimeOffset UpdatedAt);
