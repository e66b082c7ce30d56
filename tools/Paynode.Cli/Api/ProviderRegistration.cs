namespace Paynode.Cli.Api;

/// <summary>Registers a provider.</summary>
public sealed record ProviderRegistration(string Name, Uri BaseUrl, string SettlementAddress, IReadOnlyList<string> Corridors);
