namespace Paynode.Payments;

/// <summary>A provider that has just been registered.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Secret">What it signs with: the text's UTF-8 bytes are the HMAC key. Shown only once.</param>
public sealed record ProviderRegistration(Provider Provider, string Secret);
