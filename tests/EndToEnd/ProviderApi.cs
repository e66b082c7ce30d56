using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.EndToEnd;

/// <summary>A provider's signed calls, rightly signed or not.</summary>
public sealed class ProviderApi(Uri url, Credentials credentials)
{
    private static readonly Lock Clock = new();
    private static long lastTimestampMs;
    private readonly HttpClient http = LargeBodies.NewClient(url);

    public Credentials Credentials => credentials;

    /// <summary>An offer's report: accept, decline, fulfil or fail.</summary>
    public Task<Answer> ReportAsync(object offerId, string report, object? body = null) =>
        PostAsync($"/v1/provider/offers/{offerId}/{report}", body ?? new { });

    public Task<Answer> PostAsync(string path, object body) => SendAsync(Signed(HttpMethod.Post, path, JsonSerializer.Serialize(body)));

    public Task<Answer> PutAsync(string path, object body) => SendAsync(Signed(HttpMethod.Put, path, JsonSerializer.Serialize(body)));

    /// <summary>A call that is signed as it has to be; a test may then spoil it.</summary>
    public SignedCall Signed(HttpMethod method, string path, string body)
    {
        // Never the same twice: the very same call in the same millisecond would be a replay.
        lock (Clock)
        {
            lastTimestampMs = Math.Max(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), lastTimestampMs + 1);
            return Signed(method, path, body, lastTimestampMs);
        }
    }

    public SignedCall Signed(HttpMethod method, string path, string body, long timestampMs)
    {
        var timestamp = timestampMs.ToString(CultureInfo.InvariantCulture);
        var signature = RequestSignature.Compute(credentials.Secret, method.Method, path, timestamp, Encoding.UTF8.GetBytes(body));
        return new SignedCall(method, path, body, credentials.Id, timestamp, signature);
    }

    public async Task<Answer> SendAsync(SignedCall call)
    {
        using var request = new HttpRequestMessage(call.Method, call.Path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.Body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        AddHeader(request, RequestSignature.KeyHeader, call.Key);
        AddHeader(request, RequestSignature.TimestampHeader, call.Timestamp);
        AddHeader(request, RequestSignature.SignatureHeader, call.Signature);
        using var response = await http.SendAsync(request.AskingFirst());
        return await Answer.ReadAsync(response);
    }

    private static void AddHeader(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}

/// <summary>A provider's call with its headers; null leaves one out.</summary>
public sealed record SignedCall(HttpMethod Method, string Path, string Body, string? Key, string? Timestamp, string? Signature);
