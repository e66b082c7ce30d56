using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi.Reader;
using Paynode.Functions;
using Paynode.LocalHost;
using Paynode.LocalServices;
using Paynode.Payments;

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

    /// <summary>Byte for byte: a type that moves must not change what is published. To accept a change: ./paynode check openapi --write.</summary>
    [Fact]
    public void Document_OfThisBuild_IsTheCommittedOne() => Assert.Equal(
        File.ReadAllText(Path.Combine(Clone.Root!, "docs/openapi.json")),
        Document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");

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
    public void Every_operation_that_needs_a_caller_says_how_it_refuses_others()
    {
        var guarded = Operations().Where(operation => operation.Value["security"] is not null).ToList();
        Assert.NotEmpty(guarded);
        Assert.All(guarded, operation => Assert.NotNull(operation.Value["responses"]!["401"]));
    }

    [Fact]
    public void Money_is_described_as_a_string_never_as_a_number()
    {
        var amount = Document["components"]!["schemas"]!["QuoteRequest"]!["properties"]!["amount"]!["type"]!.ToJsonString();
        Assert.Contains("string", amount, StringComparison.Ordinal);
        Assert.DoesNotContain("number", amount, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_type_and_every_member_is_described()
    {
        var silent = Document["components"]!["schemas"]!.AsObject().SelectMany(schema => Silent(schema.Key, schema.Value!.AsObject()));
        Assert.Empty(silent);
    }

    [Fact]
    public void Every_body_that_a_caller_sends_has_an_example() => Assert.All(
        Operations().Select(operation => operation.Value["requestBody"]?["content"]!["application/json"]!).OfType<JsonNode>()
            .Where(body => !((string)body["schema"]!["$ref"]!).EndsWith("/EmptyRequest", StringComparison.Ordinal)),
        body => Assert.NotNull(body["example"]));

    [Fact]
    public void Every_example_is_read_as_strictly_as_a_request()
    {
        var types = typeof(OrderRequest).Assembly.GetTypes().ToLookup(type => type.Name);
        Assert.All(Examples.Names, name =>
        {
            var type = types[name].Single();
            Assert.NotNull(JsonSerializer.Deserialize(Examples.Of(type)!.ToJsonString(), type, ApiJson.Options));
        });
    }

    [Fact]
    public void What_a_request_must_have_is_not_null_and_what_an_answer_may_lack_is_not_required()
    {
        var schemas = Document["components"]!["schemas"]!;
        Assert.Equal("string", (string)schemas["OrderRequest"]!["properties"]!["quoteId"]!["type"]!);
        Assert.DoesNotContain("reference", Required(schemas["OrderRequest"]!));
        Assert.DoesNotContain("reference", Required(schemas["OrderResponse"]!));
        Assert.Contains("refundAddress", Required(schemas["OrderResponse"]!));
    }

    [Fact]
    public void Closed_sets_of_texts_are_listed_as_the_code_knows_them()
    {
        var schemas = Document["components"]!["schemas"]!;
        Assert.Equal(Enum.GetValues<OrderState>().Select(state => state.ToWire()), Listed(schemas, "OrderResponse", "state"));
        Assert.Equal(Enum.GetValues<OfferState>().Select(state => state.ToWire()), Listed(schemas, "OfferResponse", "state"));
        Assert.Equal(RefusalCode.All.Order(), Listed(schemas, "RefusalRequest", "code").Order());
    }

    private static IEnumerable<string> Listed(JsonNode schemas, string type, string member) =>
        schemas[type]!["properties"]![member]!["enum"]!.AsArray().Select(value => (string)value!);

    private static IEnumerable<string> Required(JsonNode schema) => schema["required"]!.AsArray().Select(name => (string)name!);

    private static IEnumerable<string> Silent(string place, JsonObject schema)
    {
        if (schema["properties"] is JsonObject members)
        {
            return members
                .Where(member => member.Value!["description"] is null)
                .Select(member => $"{place}.{member.Key}")
                .Concat(members.SelectMany(member => Silent($"{place}.{member.Key}", member.Value!.AsObject())));
        }

        return schema["items"] is JsonObject items ? Silent(place + "[]", items) : [];
    }

    private static IEnumerable<KeyValuePair<string, JsonNode>> Operations() => Document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject())
        .Select(operation => KeyValuePair.Create((string)operation.Value!["operationId"]!, operation.Value!));
}
