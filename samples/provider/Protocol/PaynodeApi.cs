using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>
/// Client of Paynode's provider API. A call is retried, signed again each time, while its outcome is unknown (no response, 429,
/// 5xx); a definite response is returned. Every call is idempotent at Paynode, so a retry is harmless.
/// </summary>
public sealed class PaynodeApi(HttpClient http, RequestSigner signer, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // Much longer than a healthy Paynode takes, and short enough for several attempts within an offer's window.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    // Only the code of a response matters; a longer response is not from Paynode.
    private const int MaxAnswerBytes = 64 * 1024;

    public Task<PaynodeReply> PublishRatesAsync(IEnumerable<CorridorRate> rates, DateTimeOffset until, CancellationToken stop) =>
        CallAsync(HttpMethod.Put, "v1/provider/rates", new { rates }, until, stop);

    public Task<PaynodeReply> PublishLiquidityAsync(
        IReadOnlyDictionary<string, decimal> balances, DateTimeOffset until, CancellationToken stop) =>
        CallAsync(
            HttpMethod.Put, "v1/provider/liquidity",
            new { balances = balances.Select(balance => new { currency = balance.Key, available = Text(balance.Value) }) }, until, stop);

    public Task<PaynodeReply> HeartbeatAsync(DateTimeOffset until, CancellationToken stop) =>
        CallAsync(HttpMethod.Post, "v1/provider/heartbeat", new { }, until, stop);

    public Task<PaynodeReply> AcceptAsync(Offer offer, DateTimeOffset until, CancellationToken stop) =>
        CallAsync(HttpMethod.Post, $"v1/provider/offers/{offer.OfferId}/accept", new { }, until, stop);

    public Task<PaynodeReply> DeclineAsync(Offer offer, string code, string reason, DateTimeOffset until, CancellationToken stop) =>
        CallAsync(HttpMethod.Post, $"v1/provider/offers/{offer.OfferId}/decline", new { code, reason }, until, stop);

    public Task<PaynodeReply> FulfilAsync(
        Offer offer, string reference, DateTimeOffset paidAt, DateTimeOffset until, CancellationToken stop) =>
        CallAsync(
            HttpMethod.Post, $"v1/provider/offers/{offer.OfferId}/fulfil", new { reference, paid = offer.Payout, paidAt }, until, stop);

    public Task<PaynodeReply> FailAsync(Offer offer, string code, string reason, DateTimeOffset until, CancellationToken stop) =>
        CallAsync(HttpMethod.Post, $"v1/provider/offers/{offer.OfferId}/fail", new { code, reason }, until, stop);

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);

    private async Task<PaynodeReply> CallAsync(HttpMethod method, string path, object body, DateTimeOffset until, CancellationToken stop)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json.Options);
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            var (reply, askedPause) = await AttemptAsync(method, path, bytes, stop);
            if (reply.IsDefinite)
            {
                return reply;
            }

            // Half of the delay is random, so that providers that lost the connection together do not reconnect together.
            var wait = askedPause ?? (pause / 2) + (pause / 2 * Random.Shared.NextDouble());
            if (timeProvider.GetUtcNow() + wait >= until)
            {
                logger.LogWarning("{Method} {Path}: no definite answer, given up ({Reply})", method, path, reply);
                return reply;
            }

            await Task.Delay(wait, timeProvider, stop);
        }
    }

    private async Task<(PaynodeReply Reply, TimeSpan? AskedPause)> AttemptAsync(
        HttpMethod method, string path, byte[] body, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(AttemptTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        using var request = new HttpRequestMessage(method, new Uri(http.BaseAddress!, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        signer.Sign(request, body);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return (new PaynodeReply(response.StatusCode, await CodeAsync(response, either.Token)), response.Headers.RetryAfter?.Delta);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return (new PaynodeReply(null, exception.Message), null);
        }
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (response.IsSuccessStatusCode || response.Content.Headers.ContentLength > MaxAnswerBytes)
        {
            return null;
        }

        try
        {
            var problem = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(stop), default, stop);
            return problem.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
