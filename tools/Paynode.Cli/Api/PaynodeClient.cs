using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Polly;

namespace Paynode.Cli.Api;

/// <summary>Paynode's HTTP API under one key: an operator's or a sender's.</summary>
/// <param name="http">With the API's base address.</param>
/// <param name="key">The admin key or a sender's API key.</param>
/// <param name="time">For the pauses between attempts.</param>
public sealed class PaynodeClient(HttpClient http, string key, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ResiliencePipeline<HttpResponseMessage> _retries = ApiRetries.Pipeline(time);

    /// <summary>Registers a sender. Operator only.</summary>
    public Task<Tenant> CreateTenantAsync(string name, string idempotencyKey, CancellationToken cancellation) =>
        CreateAsync<Tenant>("v1/tenants", new { name }, idempotencyKey, cancellation);

    /// <summary>Registers a provider. Operator only.</summary>
    public Task<ProviderCredentials> RegisterProviderAsync(ProviderRegistration provider, string idempotencyKey, CancellationToken cancellation) =>
        CreateAsync<ProviderCredentials>("v1/providers", provider, idempotencyKey, cancellation);

    /// <summary>Checks every invariant, on the chain and in the ledger. Operator only.</summary>
    public Task<Invariants> InvariantsAsync(CancellationToken cancellation) => ReadAsync<Invariants>("v1/admin/invariants", cancellation);

    /// <summary>Asks for a binding price.</summary>
    public Task<Quote> QuoteAsync(QuoteRequest request, string idempotencyKey, CancellationToken cancellation) =>
        CreateAsync<Quote>("v1/quotes", request, idempotencyKey, cancellation);

    /// <summary>Takes up a quote.</summary>
    public Task<Order> CreateOrderAsync(OrderRequest request, string idempotencyKey, CancellationToken cancellation) =>
        CreateAsync<Order>("v1/orders", request, idempotencyKey, cancellation);

    /// <summary>Reads an order.</summary>
    public Task<Order> OrderAsync(string orderId, CancellationToken cancellation) => ReadAsync<Order>($"v1/orders/{orderId}", cancellation);

    /// <summary>Reads a page of orders, newest first.</summary>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cursor">Of the page before; null for the first.</param>
    public Task<OrderPage> OrdersAsync(int limit, string? cursor, CancellationToken cancellation) =>
        ReadAsync<OrderPage>($"v1/orders?limit={limit}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", cancellation);

    /// <summary>Reads how an order was routed.</summary>
    public Task<OrderDecisions> DecisionsAsync(string orderId, CancellationToken cancellation) =>
        ReadAsync<OrderDecisions>($"v1/orders/{orderId}/decision", cancellation);

    /// <summary>Reads an order's history.</summary>
    public Task<OrderHistory> HistoryAsync(string orderId, CancellationToken cancellation) =>
        ReadAsync<OrderHistory>($"v1/orders/{orderId}/events", cancellation);

    private Task<T> CreateAsync<T>(string path, object body, string idempotencyKey, CancellationToken cancellation) =>
        SendAsync<T>(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, body.GetType(), options: Json) };
                request.Headers.Add("Idempotency-Key", idempotencyKey);
                return request;
            },
            cancellation);

    private Task<T> ReadAsync<T>(string path, CancellationToken cancellation) =>
        SendAsync<T>(() => new HttpRequestMessage(HttpMethod.Get, path), cancellation);

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        using var response = await _retries.ExecuteAsync(
            async token =>
            {
                using var attempt = request();
                attempt.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                return await http.SendAsync(attempt, token);
            },
            cancellation);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync<T>(Json, cancellation) ?? throw new JsonException("The answer is null.")
            : throw await RefusalAsync(response, cancellation);
    }

    private static async Task<PaynodeApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        try
        {
            var problem = JsonDocument.Parse(text).RootElement;
            return new PaynodeApiException(response.StatusCode, problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString() ?? "");
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new PaynodeApiException(response.StatusCode, null, text.Length > 200 ? text[..200] : text);
        }
    }
}
