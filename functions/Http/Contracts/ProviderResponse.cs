using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

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
    string? UpstreamGroup, DateTimeOffset? LicensedUntil, IReadOnlyList<AmountMessage> PayoutSteps)
{
    /// <summary>The response for a provider.</summary>
    public static ProviderResponse Of(Provider provider) => new(
        provider.Id.ToString(),
        provider.Name,
        provider.BaseUrl.ToString(),
        provider.SettlementAddress,
        [.. provider.Corridors.Select(corridor => corridor.ToString())],
        provider.Enabled,
        provider.UpstreamGroup,
        provider.LicensedUntil,
        [.. provider.PayoutSteps.Select(step => AmountMessage.Of(step.Amount))]);
}
