namespace Paynode.Functions;

/// <summary>A new sender.</summary>
/// <param name="Id">Which tenant.</param>
/// <param name="ApiKey">Its key. Shown this once; Paynode keeps only a hash.</param>
public sealed record TenantResponse(string Id, string ApiKey);
