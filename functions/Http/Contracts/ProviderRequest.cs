namespace Paynode.Functions;

/// <summary>Registers a provider.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="BaseUrl">Where it takes offers: https, or http on a loopback address.</param>
/// <param name="SettlementAddress">Where the escrow releases to.</param>
/// <param name="Corridors">The corridors that it may serve, at least one: ["USDC-NGN"].</param>
public sealed record ProviderRequest(string? Name, string? BaseUrl, string? SettlementAddress, IReadOnlyList<string>? Corridors);
