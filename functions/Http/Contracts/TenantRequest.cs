namespace Paynode.Functions;

/// <summary>Registers a sender.</summary>
/// <param name="Name">1 to 100 characters.</param>
public sealed record TenantRequest(string? Name);
