namespace Paynode.Functions;

/// <summary>A currency.</summary>
/// <param name="Code">ISO 4217 code, or a token's symbol.</param>
/// <param name="Decimals">How many decimals its amounts have.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Countries">Where it is the money in use: ISO 3166-1 alpha-2 codes; none for a token.</param>
public sealed record CurrencyResponse(string Code, int Decimals, [property: WireValues("fiat", "token")] string Kind, IReadOnlyList<string> Countries);
