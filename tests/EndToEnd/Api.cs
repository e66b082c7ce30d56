using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Paynode.EndToEnd;

/// <summary>Raw calls to the API: what a sender's own HTTP client would send, right or wrong.</summary>
public sealed class Api(Uri url, string? key)
{
    private readonly HttpClient http = LargeBodies.NewClient(url);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    public Task<Answer> PostAsync(string path, object body, string? idempotencyKey = null) =>
        PostRawAsync(path, System.Text.Json.JsonSerializer.Serialize(body), idempotencyKey);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(
        HttpMethod.Put, path, new StringContent(System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), null);

    public Task<Answer> PostRawAsync(string path, string body, string? idempotencyKey = null, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, contentType), idempotencyKey);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, string? idempotencyKey)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await http.SendAsync(request.AskingFirst());
        return await Answer.ReadAsync(response);
    }
}

/// <summary>A status with its body.</summary>
public sealed record Answer(int Status, JsonNode? Body, string Text, string? ContentType)
{
    public string? Code => (string?)Body?["code"];

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType;
        var body = text.Length > 0 && type?.EndsWith("json", StringComparison.Ordinal) == true ? JsonNode.Parse(text) : null;
        return new Answer((int)response.StatusCode, body, text, type);
    }

    /// <summary>The body of an answer that has to have this status.</summary>
    public JsonNode Require(int status) => Status == status
        ? Body!
        : throw new Xunit.Sdk.XunitException($"Expected {status}, got {Status}: {Text}");

    /// <summary>This is a problem document with this status and code.</summary>
    public void RequireProblem(int status, string code)
    {
        Assert.True(Status == status && Code == code, $"Expected {status} {code}, got {Status}: {Text}");
        RequireProblem();
    }

    /// <summary>This refuses, as a problem document, and is not the server's fault.</summary>
    public void RequireProblem()
    {
        Assert.True(Status is >= 400 and not 500, $"Expected a refusal, got {Status}: {Text}");
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal(Status, (int)Body!["status"]!);
        Assert.Matches("^[a-z_]+$", Code);
    }
}
