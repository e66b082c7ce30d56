namespace Paynode.Cli.Api;

/// <summary>A sender that was registered.</summary>
public sealed record Tenant(string Id, string ApiKey);
