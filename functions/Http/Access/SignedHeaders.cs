using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The headers of a signed call, and the secret that its signature must match.</summary>
/// <param name="Provider">The provider that the call names; it exists.</param>
/// <param name="TimestampMs">The time of signing, in unix milliseconds.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Secret">The provider's secret.</param>
public sealed record SignedHeaders(ProviderId Provider, long TimestampMs, string Signature, string Secret)
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(SignedHeaders)} of {Provider} at {TimestampMs}";
}
