using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Paynode.Domain;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>Calls providers: signed, bounded in time and in the size of what is read back.</summary>
/// <param name="http">Has the time-out and the response limit of <see cref="Configure"/>.</param>
/// <param name="places">How many calls each provider may leave unanswered.</param>
/// <param name="providers">Base addresses and secrets.</param>
/// <param name="clock">The time of signing.</param>
public sealed class ProviderClient(HttpClient http, ProviderPlaces places, ProviderStore providers, TimeProvider clock)
{
    /// <summary>A provider that has not answered by then is treated as not having answered: an offer is a few bytes.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private const int MaxResponseBytes = 64 * 1024;

    /// <summary>Sets the limits on the client.</summary>
    public static void Configure(HttpClient client)
    {
        client.Timeout = Timeout;
        client.MaxResponseContentBufferSize = MaxResponseBytes;
    }

    /// <summary>Hands an offer over.</summary>
    /// <returns>True when the provider has taken it; false when it has not, or nobody knows.</returns>
    public async Task<bool> OfferAsync(ProviderId provider, OfferMessage offer, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(offer, JsonSerializerOptions.Web);
        using var response = await SendAsync(provider, HttpMethod.Post, "/v1/offers", body, cancellationToken);
        return response?.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.OK;
    }

    /// <summary>Asks what has become of an offer.</summary>
    /// <returns>The answer, one with a <see cref="OfferStatus.Problem"/> where it cannot be relied on, or null when there was none.</returns>
    public async Task<OfferStatus?> StatusAsync(ProviderId provider, OfferId offer, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(provider, HttpMethod.Get, $"/v1/offers/{offer}", [], cancellationToken);
        return response switch
        {
            null => null,
            UnreadableAnswer answer => OfferStatus.Unreadable(answer.Problem),
            { StatusCode: HttpStatusCode.OK } => OfferStatusReader.Read(
                await response.Content.ReadAsByteArrayAsync(cancellationToken),
                response.Content.Headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)),
                offer),
            _ => OfferStatus.Unreadable(FormattableString.Invariant($"http_{(int)response.StatusCode}")),
        };
    }

    /// <summary>Tells a provider that an offer's window is over. A courtesy: a late acceptance is refused in any case.</summary>
    public async Task WithdrawAsync(ProviderId provider, OfferId offer, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(provider, HttpMethod.Post, $"/v1/offers/{offer}/withdraw", [], cancellationToken);
    }

    private async Task<HttpResponseMessage?> SendAsync(
        ProviderId id, HttpMethod method, string path, byte[] body, CancellationToken cancellationToken)
    {
        var provider = await providers.FindAsync(id, cancellationToken);
        var secret = await providers.SecretAsync(id, cancellationToken);
        if (provider is null || secret is null)
        {
            return null;
        }

        return await places.CallAsync(id, method == HttpMethod.Get, () => SendAsync(provider, secret, method, path, body, cancellationToken), cancellationToken);
    }

    private async Task<HttpResponseMessage?> SendAsync(
        Provider provider, string secret, HttpMethod method, string path, byte[] body, CancellationToken cancellationToken)
    {
        var address = new Uri(provider.BaseUrl.ToString().TrimEnd('/') + path);
        var timestampMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
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
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new UnreadableAnswer("too_large");
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.InvalidResponse)
        {
            return new UnreadableAnswer("not_http");
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Stands for an answer that came and could not be read; no success.</summary>
    private sealed class UnreadableAnswer(string problem) : HttpResponseMessage(HttpStatusCode.BadGateway)
    {
        public string Problem => problem;
    }
}
