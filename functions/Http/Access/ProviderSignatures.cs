using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Verifies that a call comes from the provider that it names, is recent, and is not a replay.</summary>
public sealed class ProviderSignatures(ProviderStore providers, ReplayGuard replays, TimeProvider timeProvider)
{
    private static readonly Problem Missing = new(
        "signature_missing",
        $"Send {RequestSignature.KeyHeader}, {RequestSignature.TimestampHeader} and {RequestSignature.SignatureHeader}.");

    private static readonly Problem Invalid = new(
        "signature_invalid", "The signature does not match key, method, path, timestamp and body.");

    private static readonly Problem OutOfRange = new(
        "timestamp_out_of_range", "The timestamp is more than 5 minutes from the current time.");

    /// <summary>
    /// Checks what can be checked before the body is read: the format of the headers, the time, and whether the provider exists.
    /// </summary>
    /// <returns>What the body must match, or <c>signature_missing</c>, <c>signature_invalid</c>, <c>timestamp_out_of_range</c>.</returns>
    public async Task<Result<SignedHeaders>> CheckAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var signature = request.Headers[RequestSignature.SignatureHeader].ToString();
        if (!ProviderId.TryParse(request.Headers[RequestSignature.KeyHeader], out var id)
            || !long.TryParse(
                request.Headers[RequestSignature.TimestampHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var timestampMs)
            || signature.Length == 0)
        {
            return Missing;
        }

        if (!RequestSignature.IsTimely(timestampMs, timeProvider.GetUtcNow()))
        {
            return OutOfRange;
        }

        return RequestSignature.HasForm(signature) && await providers.SecretAsync(id, cancellationToken) is { } secret
            ? new SignedHeaders(id, timestampMs, signature, secret)
            : Invalid;
    }

    /// <summary>Verifies a request whose headers were checked.</summary>
    /// <returns>
    /// The provider and when it signed, or <c>signature_invalid</c>, <c>timestamp_out_of_range</c>, <c>replayed_request</c>.
    /// </returns>
    public async Task<Result<ProviderCall>> VerifyAsync(
        HttpRequest request, SignedHeaders headers, byte[] body, CancellationToken cancellationToken)
    {
        // Checked again: receiving the body took time.
        var now = timeProvider.GetUtcNow();
        if (!RequestSignature.IsTimely(headers.TimestampMs, now))
        {
            return OutOfRange;
        }

        if (!RequestSignature.Matches(
            RequestSignature.Sign(headers.Secret, request.Method, PathAndQuery(request), headers.TimestampMs, body), headers.Signature))
        {
            return Invalid;
        }

        return await replays.TryRecordAsync(headers.Signature, now, cancellationToken)
            ? new ProviderCall(headers.Provider, DateTimeOffset.FromUnixTimeMilliseconds(headers.TimestampMs))
            : new Problem("replayed_request", "This request was received before; sign a new one.");
    }

    /// <summary>The path and query exactly as they were sent; decoding and encoding again may change them.</summary>
    private static string PathAndQuery(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw && raw[0] == '/'
            ? raw
            : request.PathBase + request.Path + request.QueryString;
}
