namespace Paynode.Payments;

/// <summary>What a provider says it can pay out.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Available">How much.</param>
/// <param name="UpdatedAt">When it said so.</param>
public sealed record ProviderBalance(ProviderId Provider, Money Available, DateTimeOffset UpdatedAt);
