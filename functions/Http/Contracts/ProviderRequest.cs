using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Registers a provider.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="BaseUrl">Where it takes offers: https at a public address. In development, where the operator allows private networks, also http on a loopback address.</param>
/// <param name="SettlementAddress">Where the escrow releases to.</param>
/// <param name="Corridors">The corridors that it may serve, at least one: ["USDC-NGN"].</param>
/// <param name="UpstreamGroup">Who it works through, such as the same switch or bank, 1 to 100 characters: providers of one group tend to fail together.</param>
/// <param name="LicensedUntil">When its licence ends: from then on it gets no offers.</param>
/// <param name="PayoutSteps">What its rails pay in multiples of, by currency: [{"amount":"1","currency":"TZS"}]. Any amount in a currency that is not named.</param>
public sealed record ProviderRequest(
    string? Name, string? BaseUrl, string? SettlementAddress, IReadOnlyList<string>? Corridors,
    string? UpstreamGroup = null, DateTimeOffset? LicensedUntil = null, IReadOnlyList<AmountMessage>? PayoutSteps = null);
