using System.Net;
using System.Text.Json.Nodes;

namespace Paynode.FunctionsHost.Tests;

[Collection(nameof(PublishedWorker))]
public sealed class HttpTests(PublishedWorker worker)
{
    [Theory]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/ready", HttpStatusCode.OK)]
    [InlineData("/v1/currencies", HttpStatusCode.OK)]
    [InlineData("/no-such-route", HttpStatusCode.NotFound)]
    public async Task Get_OfARoute_AnswersAsItsFunctionDoes(string path, HttpStatusCode expected)
    {
        using var response = await worker.Http.GetAsync(path);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithoutKey_Returns401AsProblemDocument()
    {
        using var response = await worker.Http.GetAsync("/v1/orders");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Post_WithABody_ReachesItsFunction()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tenants") { Content = new StringContent("""{"name":"Tenant of the worker"}""") };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new("Bearer", worker.Stack.Keys.AdminKey);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());

        using var response = await worker.Http.SendAsync(request);

        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, body);
        Assert.NotNull(JsonNode.Parse(body)!["apiKey"]);
    }

    [Fact]
    public async Task Get_WithAnUnknownIdInItsRoute_Returns404FromItsFunction()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/queues/no-such-queue/dead-letters");
        request.Headers.Authorization = new("Bearer", worker.Stack.Keys.AdminKey);

        using var response = await worker.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Get_WhoseFunctionThrows_Returns500AsProblemDocument()
    {
        await worker.WithoutTableAsync("providers", async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/providers");
            request.Headers.Authorization = new("Bearer", worker.Stack.Keys.AdminKey);

            using var response = await worker.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal("internal_error", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.GetValue<string>());
        });
    }
}
