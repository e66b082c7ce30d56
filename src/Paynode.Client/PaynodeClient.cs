using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Polly;

namespace Paynode.Client;

/// <summary>
/// Paynode's HTTP API under one key: a sender's or the operator's. Reads, and requests with an idempotency key, are repeated for
/// about 20 seconds while the response is lost or names a passing state (408, 429, 5xx). A refusal is a
/// <see cref="PaynodeException"/>; a response that stays lost is an <see cref="HttpRequestException"/>.
/// </summary>
/// <param name="http">Has the API's base address; its timeout is that of one attempt. The caller disposes of it.</param>
/// <param name="key">A sender's API key, or the admin key.</param>
/// <param name="timeProvider">For the pauses between attempts; the system's if left out.</param>
public sealed partial class PaynodeClient(HttpClient http, string key, TimeProvider? timeProvider = null)
{
    private const int MaxShownBody = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ResiliencePipeline<HttpResponseMessage> _retries = Retries.Pipeline(timeProvider ?? TimeProvider.System);

    /// <summary>Lists the corridors with their limits.</summary>
    public Task<CorridorListResponse> ListCorridorsAsync(CancellationToken cancellationToken = default) =>
        GetAsync<CorridorListResponse>("v1/corridors", cancellationToken);

    /// <summary>Lists the currencies.</summary>
    public Task<CurrencyListResponse> ListCurrenciesAsync(CancellationToken cancellationToken = default) =>
        GetAsync<CurrencyListResponse>("v1/currencies", cancellationToken);

    /// <summary>Asks for a binding price.</summary>
    public Task<QuoteResponse> CreateQuoteAsync(
        QuoteRequest request, string idempotencyKey, CancellationToken cancellationToken = default) =>
        CreateAsync<QuoteResponse>("v1/quotes", request, idempotencyKey, cancellationToken);

    /// <summary>Reads a quote.</summary>
    public Task<QuoteResponse> GetQuoteAsync(string quoteId, CancellationToken cancellationToken = default) =>
        GetAsync<QuoteResponse>($"v1/quotes/{Escape(quoteId)}", cancellationToken);

    /// <summary>Creates an order from a quote. The response says how to fund it.</summary>
    public Task<OrderResponse> CreateOrderAsync(
        OrderRequest request, string idempotencyKey, CancellationToken cancellationToken = default) =>
        CreateAsync<OrderResponse>("v1/orders", request, idempotencyKey, cancellationToken);

    /// <summary>Reads an order.</summary>
    public Task<OrderResponse> GetOrderAsync(string orderId, CancellationToken cancellationToken = default) =>
        GetAsync<OrderResponse>($"v1/orders/{Escape(orderId)}", cancellationToken);

    /// <summary>Reads a page of orders, newest first.</summary>
    /// <param name="state">Only orders in this state.</param>
    /// <param name="limit">1 to 100; 20 if left out.</param>
    /// <param name="cursor">The former page's <see cref="OrderListResponse.NextCursor"/>; null for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<OrderListResponse> ListOrdersAsync(
        string? state = null, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        GetAsync<OrderListResponse>("v1/orders" + Query(("state", state), ("limit", Text(limit)), ("cursor", cursor)), cancellationToken);

    /// <summary>Cancels an order that is not funded. Not repeated by itself.</summary>
    public Task<OrderResponse> CancelOrderAsync(string orderId, CancellationToken cancellationToken = default) =>
        SendAsync<OrderResponse>(HttpMethod.Post, $"v1/orders/{Escape(orderId)}/cancel", null, cancellationToken);

    /// <summary>Reads how an order was routed.</summary>
    public Task<OrderDecisionResponse> GetOrderDecisionAsync(string orderId, CancellationToken cancellationToken = default) =>
        GetAsync<OrderDecisionResponse>($"v1/orders/{Escape(orderId)}/decision", cancellationToken);

    /// <summary>Reads a page of an order's history, oldest first.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="kind">"state" for changes of its state alone.</param>
    /// <param name="limit">1 to 1,000; 100 if left out.</param>
    /// <param name="cursor">The former page's <see cref="OrderEventsResponse.NextCursor"/>; null for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<OrderEventsResponse> GetOrderEventsAsync(
        string orderId, string? kind = null, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        GetAsync<OrderEventsResponse>(
            $"v1/orders/{Escape(orderId)}/events" + Query(("kind", kind), ("limit", Text(limit)), ("cursor", cursor)), cancellationToken);

    /// <summary>Ranks the caller's own providers for an order. Nothing is reserved. Not repeated by itself.</summary>
    public Task<RoutingDecisionResponse> DecideRouteAsync(RoutingDecisionRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<RoutingDecisionResponse>(HttpMethod.Post, "v1/routing/decisions", request, cancellationToken);

    /// <summary>Reports how an attempt ended, once for each decision and provider. Not repeated by itself.</summary>
    public Task<RoutingOutcomeResponse> ReportRouteOutcomeAsync(
        RoutingOutcomeRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<RoutingOutcomeResponse>(HttpMethod.Post, "v1/routing/outcomes", request, cancellationToken);

    private static string Escape(string segment) => Uri.EscapeDataString(segment);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var given = new List<string>();
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                given.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendRepeatedlyAsync(() => Request(HttpMethod.Get, path, null), cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> CreateAsync<T>(string path, object body, string idempotencyKey, CancellationToken cancellationToken)
    {
        using var response = await SendRepeatedlyAsync(
            () =>
            {
                var request = Request(HttpMethod.Post, path, body);
                request.Headers.Add("Idempotency-Key", idempotencyKey);
                return request;
            },
            cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await SendOnceAsync(Request(method, path, body), cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await SendOnceAsync(Request(method, path, body), cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendRepeatedlyAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        _retries.ExecuteAsync(async token => await SendOnceAsync(request(), token).ConfigureAwait(false), cancellationToken).AsTask();

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            return await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, object? body) => new(method, path)
    {
        Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json),
    };

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("The response is null.");
    }

    private static async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(response, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private static PaynodeException Refusal(HttpResponseMessage response, string body)
    {
        try
        {
            if (JsonSerializer.Deserialize<ProblemDocument>(body, Json) is { Code: not null } problem)
            {
                return new PaynodeException(response.StatusCode, problem.Code, problem.Detail ?? "", problem.Field);
            }
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing: the status has to do.
        }

        return new PaynodeException(response.StatusCode, null, body.Length > MaxShownBody ? body[..MaxShownBody] : body);
    }
}
