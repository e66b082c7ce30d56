using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Answer = Paynode.Client.Tests.ScriptedApi.Answer;

namespace Paynode.Client.Tests;

/// <summary>The client against docs/openapi.json: a method for each operation under a key, with its path, parameters and examples.</summary>
public sealed class PublishedApiTests
{
    private const string IdempotencyKey = "Idempotency-Key";

    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "openapi.json")))!;

    /// <summary>As the API reads a request: a field that it does not know is an error.</summary>
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNameCaseInsensitive = false,
    };

    public static TheoryData<string> Operations() => [.. Published().Select(operation => operation.Id)];

    [Fact]
    public void Methods_AreTheOperationsUnderAKey() => Assert.Equal(
        Published().Select(operation => operation.Id + "Async").Order(StringComparer.Ordinal),
        typeof(PaynodeClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(method => method.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Call_OfAnOperation_IsAsPublished(string id)
    {
        var operation = Published().Single(it => it.Id == id);
        var method = typeof(PaynodeClient).GetMethod(id + "Async")!;
        await using var api = await ScriptedApi.StartAsync(new Answer(operation.Status, operation.ResponseExample?.ToJsonString() ?? "{}"));

        var call = (Task)method.Invoke(api.Client(), [.. method.GetParameters().Select(parameter => ArgumentFor(parameter, operation))])!;
        await call;

        var seen = Assert.Single(api.Requests);
        Assert.Equal((operation.Method, operation.Target), (seen.Method, seen.Target));
        Assert.Equal("Bearer pn_test", seen.Authorization);
        Assert.Equal(operation.Names("header").Contains(IdempotencyKey) ? "key-1" : "", seen.IdempotencyKey);
        Assert.Equal(operation.RequestExample is not null, seen.Body.Length > 0);
        if (operation.RequestExample is { } request)
        {
            AssertContains(request, JsonNode.Parse(seen.Body));
        }

        if (operation.ResponseExample is { } response)
        {
            AssertContains(response, JsonSerializer.SerializeToNode(call.GetType().GetProperty("Result")!.GetValue(call), Strict));
        }
    }

    private static IEnumerable<Operation> Published() => Document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(method => new Operation(path.Key, method.Key.ToUpperInvariant(), method.Value!)))
        .Where(operation => operation.Path.StartsWith("/v1/", StringComparison.Ordinal) && operation.Scheme is null or "apiKey" or "adminKey");

    private static object? ArgumentFor(ParameterInfo parameter, Operation operation) => parameter.ParameterType switch
    {
        var type when type == typeof(CancellationToken) => CancellationToken.None,
        var type when type == typeof(int?) => 7,
        var type when type != typeof(string) => operation.RequestExample!.Deserialize(type, Strict),
        _ => parameter.Name == "idempotencyKey" ? "key-1" : ValueOf(parameter.Name!),
    };

    private static string ValueOf(string parameter) => $"a {parameter}";

    /// <summary>Every field of the expected node has the same value in the actual one, which may have defaults besides.</summary>
    private static void AssertContains(JsonNode? expected, JsonNode? actual)
    {
        switch (expected)
        {
            case JsonObject fields:
                Assert.All(fields, field => AssertContains(field.Value, Assert.IsType<JsonObject>(actual)[field.Key]));
                break;
            case JsonArray items:
                Assert.Equal(items.Count, Assert.IsType<JsonArray>(actual).Count);
                Assert.All(items.Zip((JsonArray)actual!), pair => AssertContains(pair.First, pair.Second));
                break;
            case JsonValue value when value.TryGetValue<DateTimeOffset>(out var time):
                Assert.Equal(time, actual!.GetValue<DateTimeOffset>());
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected?.ToJsonString()} became {actual?.ToJsonString()}");
                break;
        }
    }

    /// <summary>One operation of the document.</summary>
    private sealed record Operation(string Path, string Method, JsonNode Node)
    {
        public string Id => (string)Node["operationId"]!;

        public string? Scheme => Node["security"]?.AsArray().Single()!.AsObject().Single().Key;

        public int Status => int.Parse(Success.Key, System.Globalization.CultureInfo.InvariantCulture);

        public JsonNode? RequestExample => Node["requestBody"]?["content"]!["application/json"]!["example"];

        public JsonNode? ResponseExample => Success.Value!["content"]?["application/json"]?["example"];

        /// <summary>Path and query with a value for each parameter; "limit" is a number.</summary>
        public string Target
        {
            get
            {
                var path = Names("path").Aggregate(Path, (path, name) =>
                    path.Replace($"{{{name}}}", Uri.EscapeDataString(ValueOf(name)), StringComparison.Ordinal));
                var query = string.Join('&', Names("query").Select(name => $"{name}={(name == "limit" ? "7" : Uri.EscapeDataString(ValueOf(name)))}"));
                return path + (query.Length == 0 ? "" : "?" + query);
            }
        }

        private KeyValuePair<string, JsonNode?> Success =>
            Node["responses"]!.AsObject().Single(response => response.Key.StartsWith('2'));

        public IReadOnlyList<string> Names(string place) =>
            [.. (Node["parameters"]?.AsArray() ?? []).Where(it => (string)it!["in"]! == place).Select(it => (string)it!["name"]!)];
    }
}
