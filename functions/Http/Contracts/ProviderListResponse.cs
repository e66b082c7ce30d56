namespace Paynode.Functions;

/// <summary>All providers.</summary>
/// <param name="Providers">The providers.</param>
public sealed record ProviderListResponse(IReadOnlyList<ProviderResponse> Providers);
