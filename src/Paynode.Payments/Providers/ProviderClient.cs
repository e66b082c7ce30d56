using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Paynode.Payments;

/// <summary>Calls providers: signed, with limits on time and response size.</summary>
/// <param name="http">Has the timeout of <see cref="Configure"/>.</param>
/// <param name="concurrency">Limits the unanswered calls of each provider.</param>
/// <param name="providers">Base addresses and secrets.</param>
/// <param name="timeProvider">The time of signing, and of reading an answer.</param>
public sealed class ProviderClient(HttpClient http, ProviderConcurrency concurrency, ProviderStore providers, TimeProvider timeProvider)
{
    /// <summary>
    /// A provider that has not started to answer within this time is treated as not having answered: an offer is a few bytes. Its
    /// answer may take as long again to complete.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private const int MaxResponseBytes = 64 * 1024;

    /// <summary>Sets the time limit on the client.</summary>
    public static void Configure(HttpClient client) => client.Timeout = Timeout;

    /// <summary>Delivers an offer.</summary>
    /// <returns>True when the provider has confirmed receipt; false when it has not, or the result is unknown.</returns>
    public async Task<bool> OfferAsync(ProviderId provider, OfferMessage offer, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(offer, JsonSerializerOptions.Web);
        var answer = await SendAsync(provider, HttpMethod.Post, "/v1/offers", body, cancellationToken);
        return answer?.Status is HttpStatusCode.Accepted or HttpStatusCode.OK;
    }

    /// <summary>Queries the status of an offer.</summary>
    /// <returns>The answer, one with a <see cref="OfferStatus.Problem"/> when it is unreliable, or null when there was none.</returns>
    public async Task<OfferStatus?> StatusAsync(ProviderId provider, OfferId offer, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(provider, HttpMethod.Get, $"/v1/offers/{offer}", [], cancellationToken);
        return answer switch
        {
            null => null,
            { Status: { } status and not HttpStatusCode.OK } => OfferStatus.Unreadable(FormattableString.Invariant($"http_{(int)status}")),
            { Problem: { } problem } => OfferStatus.Unreadable(problem),
            _ => OfferStatusReader.Read(answer.Body, answer.IsEncoded, offer),
        };
    }

    /// <summary>Notifies a provider that an offer's window is over. Best effort: a late acceptance is refused in any case.</summary>
    public Task WithdrawAsync(ProviderId provider, OfferId offer, CancellationToken cancellationToken) =>
        SendAsync(provider, HttpMethod.Post, $"/v1/offers/{offer}/withdraw", [], cancellationToken);

    private async Task<Answer?> SendAsync(
        ProviderId id, HttpMethod method, string path, byte[] body, CancellationToken cancellationToken)
    {
        var provider = await providers.FindAsync(id, cancellationToken);
        var secret = await providers.SecretAsync(id, cancellationToken);
        if (provider is null || secret is null)
        {
            return null;
        }

        return await concurrency.CallAsync(
            id, method == HttpMethod.Get, () => SendAsync(provider, secret, method, path, body, cancellationToken), cancellationToken);
    }

    private async Task<Answer?> SendAsync(
        Provider provider, string secret, HttpMethod method, string path, byte[] body, CancellationToken cancellationToken)
    {
        var address = new Uri(provider.BaseUrl.ToString().TrimEnd('/') + path);
        var timestampMs = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Add(RequestSignature.KeyHeader, provider.Id.ToString());
        request.Headers.Add(RequestSignature.TimestampHeader, FormattableString.Invariant($"{timestampMs}"));
        request.Headers.Add(
            RequestSignature.SignatureHeader,
            RequestSignature.Sign(secret, method.Method, address.PathAndQuery, timestampMs, body));
        if (method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return method == HttpMethod.Get ? await ReadAsync(response, cancellationToken) : new Answer { Status = response.StatusCode };
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new Answer { Problem = "too_large" };
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.InvalidResponse)
        {
            return new Answer { Problem = "not_http" };
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Reads the body. From here on the provider has answered: a failure no longer counts as no answer.</summary>
    private async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = new Answer
        {
            Status = response.StatusCode,
            IsEncoded = response.Content.Headers.ContentEncoding.Any(
                encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)),
        };
        using var limit = new CancellationTokenSource(Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            var body = new byte[MaxResponseBytes + 1];
            var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, either.Token);
            return length > MaxResponseBytes ? answer with { Problem = "too_large" } : answer with { Body = body.AsMemory(0, length) };
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return answer with { Problem = "truncated" };
        }
    }

    /// <summary>Result of a call: a status once headers arrived, and a problem when the body cannot be read.</summary>
    private sealed record Answer
    {
        public HttpStatusCode? Status { get; init; }

        public ReadOnlyMemory<byte> Body { get; init; }

        public bool IsEncoded { get; init; }

        public string? Problem { get; init; }
    }
}
