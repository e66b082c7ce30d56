using System.Net.Http.Headers;
using System.Text;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>One request in several spellings on the wire.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class SpellingTests(PaynodeStack paynode) : IAsyncLifetime
{
    private readonly HttpClient http = new() { BaseAddress = paynode.Stack.Host.Url };

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        http.Dispose();
        return paynode.StopProvidersAsync();
    }

    [Theory]
    [InlineData("POST", "/v1/tenants", "K,K")]
    [InlineData("POST", "/v1/tenants/", "K")]
    [InlineData("POST", "/V1/Tenants", " K ")]
    [InlineData("POST", "/v1/%74enants", "K")]
    [InlineData("Post", "/v1/tenants", "K")]
    public async Task Create_SameKeyInAnotherSpelling_CreatesNothingNew(string method, string path, string lines)
    {
        var key = PaynodeStack.NewKey();
        var first = (await CreateAsync("POST", "/v1/tenants", [key])).Require(201);
        var again = (await CreateAsync(method, path, lines.Replace("K", key, StringComparison.Ordinal).Split(','))).Require(201);
        Assert.Equal((string)first["id"]!, (string)again["id"]!);
    }

    [Fact]
    public async Task RotateKey_IdInAnotherSpelling_CreatesNothingNew()
    {
        var id = (string)(await paynode.Operator.PostAsync("/v1/tenants", new { name = "Spelled" }, PaynodeStack.NewKey())).Require(201)["id"]!;
        var (key, body) = (PaynodeStack.NewKey(), new { reason = "spelling" });
        var first = (await paynode.Operator.PostAsync($"/v1/tenants/{id}/keys", body, key)).Require(201);
        var again = (await paynode.Operator.PostAsync($"/v1/tenants/{id.ToUpperInvariant()}/keys", body, key)).Require(201);
        Assert.Equal((string)first["apiKey"]!, (string)again["apiKey"]!);
        foreach (var other in new[] { $"%20{id}", $"{id}%09", $"+{id[1..]}", $"0x{id[2..]}" })
        {
            (await paynode.Operator.PostAsync($"/v1/tenants/{other}/keys", body, key)).RequireProblem(404, "tenant_unknown");
        }

        (await paynode.Operator.PostAsync($"/v1/tenants/{id.ToUpperInvariant()}/keys", body, PaynodeStack.NewKey())).Require(201);
        var entries = (await paynode.Operator.GetAsync($"/v1/admin/audit?subject={id.ToUpperInvariant()}")).Require(200)["entries"]!.AsArray();
        Assert.Equal([id, id], entries.Select(it => (string)it!["subject"]!));
        Assert.Empty((await paynode.Operator.GetAsync("/v1/admin/audit?subject=%00")).Require(200)["entries"]!.AsArray());
    }

    [Fact]
    public async Task Create_TwoKeys_Returns400() =>
        (await CreateAsync("POST", "/v1/tenants", [PaynodeStack.NewKey(), PaynodeStack.NewKey()])).RequireProblem(400, "idempotency_key_ambiguous");

    [Fact]
    public async Task Quote_KeyTwiceThenOnce_IsOneQuote()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);
        var key = PaynodeStack.NewKey();
        var body = new { corridor = "USDC-NGN", amount = "10" };
        var first = (await paynode.Sender.PostAsync("/v1/quotes", body, $"{key}, {key}")).Require(201);
        Assert.Equal((string)first["id"]!, (string)(await paynode.Sender.PostAsync("/v1/quotes", body, key)).Require(201)["id"]!);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    public async Task Head_OfHealth_IsAnsweredWithoutABody(string path)
    {
        using var response = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("DELETE", "/v1/orders", "GET, POST")]
    [InlineData("PUT", "/v1/providers", "GET, POST")]
    [InlineData("DELETE", "/v1/providers/x/held-releases", "GET, POST")]
    [InlineData("GET", "/v1/providers/x/settlement-address", "PUT")]
    [InlineData("GET", "/v1/tenants/x/keys", "POST")]
    [InlineData("POST", "/v1/admin/audit", "GET")]
    [InlineData("POST", "/health", "GET, HEAD")]
    [InlineData("DELETE", "/ready", "GET, HEAD")]
    [InlineData("PUT", "/v1/quotes", "POST")]
    [InlineData("HEAD", "/v1/quotes", "POST")]
    public async Task Another_method_is_told_what_is_allowed(string method, string path, string allowed)
    {
        using var response = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(405, (int)response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Post_CompressedBody_Returns415()
    {
        var content = new StringContent("{\"name\":\"T\"}", Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("gzip");
        (await paynode.Operator.SendAsync(HttpMethod.Post, "/v1/tenants", content, PaynodeStack.NewKey())).RequireProblem(415, "content_encoding_unsupported");
    }

    private async Task<Answer> CreateAsync(string method, string path, string[] keys)
    {
        var address = new Uri($"{paynode.Stack.Host.Url.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), address)
        {
            Content = new StringContent("{\"name\":\"Spelled\"}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", paynode.Stack.Keys.AdminKey);
        Assert.True(request.Headers.TryAddWithoutValidation("Idempotency-Key", keys));
        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
