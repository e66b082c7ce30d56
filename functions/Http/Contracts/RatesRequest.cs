namespace Paynode.Functions;

/// <summary>A provider's rates.</summary>
/// <param name="Rates">1 to 200 of them; corridors that are left out keep their rate.</param>
public sealed record RatesRequest(IReadOnlyList<RateRequest>? Rates);
