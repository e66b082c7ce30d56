namespace Paynode.Cli.Api;

/// <summary>What the registration of a provider answers; the secret is shown this once.</summary>
public sealed record ProviderCredentials(string Id, string Secret);
