namespace Paynode.Functions;

/// <summary>The currencies that Paynode knows.</summary>
/// <param name="Currencies">The currencies.</param>
public sealed record CurrencyListResponse(IReadOnlyList<CurrencyResponse> Currencies);
