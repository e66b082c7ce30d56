using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Paynode.Domain;
using Paynode.Storage;

namespace Paynode.Functions;

/// <summary>Verifies that a call comes from the provider that it names, is fresh, and was not seen before.</summary>
public sealed class ProviderSignatures(ProviderStore providers, ReplayGuard replays, TimeProvider clock)
{
    private static readonly Problem Missing = new(
        "signature_missing",
        $"Send {RequestSignature.KeyHeader}, {RequestSignature.TimestampHeader} and {RequestSignature.SignatureHeader}.");

    private static readonly Problem Invalid = new("signature_invalid", "The signature does not fit key, method, path, timestamp and body.");

    /// <summary>Verifies a request.</summary>
    /// <returns>
    /// The provider and when it signed, or <c>signature_missing</c>, <c>signature_invalid</c>, <c>timestamp_out_of_range</c>, <c>replayed_request</c>.
    /// </returns>
    public async Task<Result<ProviderCall>> VerifyAsync(HttpRequest request, byte[] body, CancellationToken cancellationToken)
    {
        var signature = request.Headers[RequestSignature.SignatureHeader].ToString();
        if (!ProviderId.TryParse(request.Headers[RequestSignature.KeyHeader], out var id)
            || !long.TryParse(request.Headers[RequestSignature.TimestampHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var timestampMs)
            || signature.Length == 0)
        {
            return Missing;
        }

        var now = clock.GetUtcNow();
        if (!RequestSignature.IsTimely(timestampMs, now))
        {
            return new Problem("timestamp_out_of_range", "The timestamp lies more than 5 minutes from now.");
        }

        var secret = await providers.SecretAsync(id, cancellationToken);
        if (secret is null || !RequestSignature.Matches(
                RequestSignature.Sign(secret, request.Method, PathAndQuery(request), timestampMs, body), signature))
        {
            return Invalid;
        }

        return await replays.TryRecordAsync(signature, now, cancellationToken)
            ? new ProviderCall(id, DateTimeOffset.FromUnixTimeMilliseconds(timestampMs))
            : new Problem("replayed_request", "This very request was received before; sign a new one.");
    }

    /// <summary>The path and query exactly as they were sent; decoding and encoding again may change them.</summary>
    private static string PathAndQuery(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw && raw[0] == '/'
            ? raw
            : request.PathBase + request.Path + request.QueryString;
}
