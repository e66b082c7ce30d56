using System.ComponentModel.DataAnnotations;

namespace Paynode.Client;

/// <summary>Registers a provider.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="BaseUrl">
/// Where it takes offers: https at a public address. In development, where the operator allows private networks, also http on
/// a loopback address.
/// </param>
/// <param name="SettlementAddress">Where the escrow releases to.</param>
/// <param name="Corridors">The corridors that it may serve, at least one: ["USDC-NGN"].</param>
/// <param name="UpstreamGroup">
/// Who it works through, such as the same switch or bank, 1 to 100 characters: providers of one group tend to fail together.
/// </param>
/// <param name="LicensedUntil">When its licence ends: from then on it gets no offers.</param>
/// <param name="PayoutSteps">
/// What its rails pay in multiples of, by currency: [{"amount":"1","currency":"TZS"}]. Any amount in a currency that is not
/// named.
/// </param>
public sealed record ProviderRequest(
    string? Name, string? BaseUrl, string? SettlementAddress, IReadOnlyList<string>? Corridors,
    string? UpstreamGroup = null, DateTimeOffset? LicensedUntil = null, IReadOnlyList<MoneyAmount>? PayoutSteps = null);

/// <summary>A new provider.</summary>
/// <param name="Id">Its id, also the key id of its signatures.</param>
/// <param name="Secret">Signs calls in both directions. Shown this once.</param>
public sealed record ProviderRegistrationResponse(string Id, string Secret);

/// <summary>All providers.</summary>
/// <param name="Providers">The providers.</param>
public sealed record ProviderListResponse(IReadOnlyList<ProviderResponse> Providers);

/// <summary>A provider.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="BaseUrl">Where it takes offers.</param>
/// <param name="SettlementAddress">Where the escrow releases to.</param>
/// <param name="Corridors">The corridors that it may serve.</param>
/// <param name="Enabled">The operator's switch.</param>
/// <param name="UpstreamGroup">Who it works through, or null.</param>
/// <param name="LicensedUntil">When its licence ends, or null.</param>
/// <param name="PayoutSteps">What its rails pay in multiples of; any amount in a currency that is not named.</param>
public sealed record ProviderResponse(
    string Id, string Name, string BaseUrl, string SettlementAddress, IReadOnlyList<string> Corridors, bool Enabled,
    string? UpstreamGroup, DateTimeOffset? LicensedUntil, IReadOnlyList<MoneyAmount> PayoutSteps);

/// <summary>Turns the operator's switch.</summary>
/// <param name="Enabled">Whether the provider may get offers.</param>
/// <param name="LicensedUntil">When its licence ends, from now on; left out, that stays as it is.</param>
/// <param name="Releases">
/// What becomes of releases to a provider that is switched off: "hold", the default, until the operator lets them go or refuses
/// them; "continue" when nothing is wrong with it.
/// </param>
public sealed record SwitchRequest(
    bool Enabled, DateTimeOffset? LicensedUntil = null,
    [property: AllowedValues(SwitchRequest.Hold, SwitchRequest.Continue)] string? Releases = null)
{
    /// <summary>Releases wait for a decision.</summary>
    public const string Hold = "hold";

    /// <summary>Releases go on.</summary>
    public const string Continue = "continue";
}

/// <summary>Changes where a provider's releases go.</summary>
/// <param name="SettlementAddress">The address: 0x and 40 hexadecimal digits.</param>
/// <param name="Reason">Why, for the audit: 1 to 500 characters.</param>
public sealed record SettlementAddressRequest(string? SettlementAddress, string? Reason);

/// <summary>When a settlement address comes into force.</summary>
/// <param name="From">Offers made from then on are released to it.</param>
public sealed record SettlementAddressResponse(DateTimeOffset From);

/// <summary>A corridor's providers in figures.</summary>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Providers">Each that serves it.</param>
public sealed record CorridorMetricsResponse(string Corridor, IReadOnlyList<ProviderMetricsResponse> Providers);

/// <summary>The figures kept of a provider in a corridor.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Metrics">Forty figures by name, null where nothing is known; docs/operations says what each means.</param>
public sealed record ProviderMetricsResponse(string Provider, string Name, IReadOnlyDictionary<string, double?> Metrics);
