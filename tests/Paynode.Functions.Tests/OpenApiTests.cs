using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi.Reader;
using Paynode.Embedded;
using Paynode.Functions;

namespace Paynode.Functions.Tests;

public sealed class OpenApiTests
{
    private static readonly JsonNode Document = JsonNode.Parse(new OpenApiSpecification().Json)!;

    [Fact]
    public void The_document_is_of_version_3_1_and_reads_back_without_an_error()
    {
        Assert.StartsWith("3.1", (string)Document["openapi"]!, StringComparison.Ordinal);
        var read = OpenApiModelFactory.Parse(Document.ToJsonString(), "json");
        Assert.Empty(read.Diagnostic!.Errors);
    }

    [Fact]
    public void Every_http_function_is_described()
    {
        var missing = typeof(OrderFunctions).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>() is not null))
            .Where(method => method.GetCustomAttribute<ApiOperationAttribute>() is null)
            .Select(method => method.Name);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_post_that_creates_asks_for_an_idempotency_key()
    {
        var creating = Operations().Where(operation => operation.Value["responses"]!["201"] is not null).ToList();
        Assert.NotEmpty(creating);
        Assert.All(creating, operation => Assert.Contains(
            operation.Value["parameters"]!.AsArray(), parameter => (string)parameter!["name"]! == "Idempotency-Key" && (bool)parameter["required"]!));
    }

    [Fact]
    public void Every_operation_that_needs_a_caller_says_which()
    {
        var open = Operations().Where(operation => operation.Value["security"] is null).Select(operation => operation.Key).Order(StringComparer.Ordinal);
        Assert.Equal(["GetOpenApi", "Health", "ListCorridors", "ListCurrencies", "Ready"], open);
    }

    [Fact]
    public void Money_is_described_as_a_string_never_as_a_number()
    {
        var amount = Document["components"]!["schemas"]!["QuoteRequest"]!["properties"]!["amount"]!["type"]!.ToJsonString();
        Assert.Contains("string", amount, StringComparison.Ordinal);
        Assert.DoesNotContain("number", amount, StringComparison.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode>> Operations() => Document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject())
        .Select(operation => KeyValuePair.Create((string)operation.Value!["operationId"]!, operation.Value!));
}
