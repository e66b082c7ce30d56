using System.ComponentModel.DataAnnotations;

namespace Paynode.Client;

/// <summary>The corridors that Paynode serves.</summary>
/// <param name="Corridors">The corridors.</param>
public sealed record CorridorListResponse(IReadOnlyList<CorridorResponse> Corridors);

/// <summary>A corridor with its limits.</summary>
/// <param name="Id">"USDC-NGN".</param>
/// <param name="Chain">The chain that the token is locked on.</param>
/// <param name="MinAmount">Smallest order.</param>
/// <param name="MaxAmount">Largest order.</param>
/// <param name="FeeBps">Paynode's fee in basis points.</param>
/// <param name="PayoutSteps">What payouts are multiples of, by method.</param>
public sealed record CorridorResponse(
    string Id, string Chain, MoneyAmount MinAmount, MoneyAmount MaxAmount, int FeeBps, IReadOnlyList<PayoutStepResponse> PayoutSteps);

/// <summary>What a corridor's payouts by a method are multiples of.</summary>
/// <param name="Method">How it is paid out.</param>
/// <param name="Step">The step; a provider may have a larger one.</param>
public sealed record PayoutStepResponse(
    [property: AllowedValues(PayoutMethods.Bank, PayoutMethods.MobileMoney)] string Method, MoneyAmount Step);

/// <summary>The currencies that Paynode knows.</summary>
/// <param name="Currencies">The currencies.</param>
public sealed record CurrencyListResponse(IReadOnlyList<CurrencyResponse> Currencies);

/// <summary>A currency.</summary>
/// <param name="Code">ISO 4217 code, or a token's symbol.</param>
/// <param name="Decimals">How many decimals its amounts have.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Countries">Where it is the money in use: ISO 3166-1 alpha-2 codes; none for a token.</param>
public sealed record CurrencyResponse(
    string Code, int Decimals, [property: AllowedValues("fiat", "token")] string Kind, IReadOnlyList<string> Countries);
