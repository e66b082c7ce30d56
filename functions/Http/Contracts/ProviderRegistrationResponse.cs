namespace Paynode.Functions;

/// <summary>A new provider.</summary>
/// <param name="Id">Its id, also the key id of its signatures.</param>
/// <param name="Secret">Signs calls in both directions. Shown this once.</param>
public sealed record ProviderRegistrationResponse(string Id, string Secret);
