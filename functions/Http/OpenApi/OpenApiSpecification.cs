using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Paynode.Functions;

/// <summary>The OpenAPI 3.1 document, generated from the functions themselves: their triggers and their descriptions.</summary>
public sealed class OpenApiSpecification
{
    private const string Sender = "apiKey";
    private const string Node = "nodeSignature";
    private const string Provider = "providerSignature";
    private const string Operator = "adminKey";

    /// <summary>Builds the document of this assembly's functions.</summary>
    public OpenApiSpecification()
        : this(typeof(OpenApiSpecification).Assembly)
    {
    }

    /// <summary>Builds the document of an assembly's functions.</summary>
    /// <param name="functions">Where they are.</param>
    public OpenApiSpecification(Assembly functions)
    {
        var schemas = new SchemaRegistry();
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "Paynode",
                Version = "1",
                Description = Examples.Introduction,
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            },
            Paths = [],
            Components = new OpenApiComponents { SecuritySchemes = SecuritySchemes() },
        };
        foreach (var function in ApiFunction.In(functions))
        {
            Add(document, schemas, function);
        }

        document.Components.Schemas = schemas.All;
        Json = document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1).GetAwaiter().GetResult();
    }

    /// <summary>The document as JSON.</summary>
    public string Json { get; }

    private static void Add(OpenApiDocument document, SchemaRegistry schemas, ApiFunction function)
    {
        var path = "/" + function.Route;
        if (!document.Paths.TryGetValue(path, out var item))
        {
            item = new OpenApiPathItem { Operations = [] };
            document.Paths[path] = item;
        }

        item.Operations![new HttpMethod(function.Method.ToUpperInvariant())] = OperationOf(document, schemas, function);
    }

    private static OpenApiOperation OperationOf(OpenApiDocument document, SchemaRegistry schemas, ApiFunction function)
    {
        var operation = new OpenApiOperation
        {
            OperationId = function.Name,
            Summary = function.Operation.Summary,
            Tags = new HashSet<OpenApiTagReference> { TagOf(document, function.Operation.Tag) },
            Parameters = [.. function.Parameters],
            Responses = ResponsesOf(schemas, document, function),
        };
        if (function.Operation.Body is { } body)
        {
            operation.RequestBody =
                new OpenApiRequestBody { Required = true, Content = Content("application/json", body, schemas, document) };
        }

        if (SchemeOf(function.Operation.Caller) is { } scheme)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] }];
        }

        return operation;
    }

    private static OpenApiResponses ResponsesOf(SchemaRegistry schemas, OpenApiDocument document, ApiFunction function)
    {
        var success = new OpenApiResponse { Description = function.Operation.Response is { } type ? XmlDocumentation.Of(type) : "Done." };
        if (function.Operation.Response is { } response)
        {
            success.Content = Content("application/json", response, schemas, document);
        }

        var responses = new OpenApiResponses { [$"{function.Operation.Status}"] = success };
        foreach (var group in function.ProblemCodes.GroupBy(Problems.StatusOf).OrderBy(group => group.Key))
        {
            responses[$"{group.Key}"] = new OpenApiResponse
            {
                Description = "code: " + string.Join(", ", group.Order(StringComparer.Ordinal)),
                Content = Content(Problems.ContentType, typeof(ProblemDocument), schemas, document),
            };
        }

        return responses;
    }

    private static OpenApiTagReference TagOf(OpenApiDocument document, string tag)
    {
        document.Tags ??= new HashSet<OpenApiTag>();
        if (document.Tags.All(known => known.Name != tag))
        {
            document.Tags.Add(new OpenApiTag { Name = tag });
        }

        return new OpenApiTagReference(tag, document);
    }

    private static Dictionary<string, OpenApiMediaType> Content(
        string mediaType, Type type, SchemaRegistry schemas, OpenApiDocument document) =>
        new() { [mediaType] = new OpenApiMediaType { Schema = schemas.Reference(type, document), Example = Examples.Of(type) } };

    private static string? SchemeOf(Caller caller) => caller switch
    {
        Caller.Sender => Sender,
        Caller.Provider => Provider,
        Caller.Operator => Operator,
        Caller.Node => Node,
        _ => null,
    };

    private static Dictionary<string, IOpenApiSecurityScheme> SecuritySchemes() => new()
    {
        [Sender] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A tenant's API key." },
        [Operator] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The operator's key." },
        [Node] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = NodeSignatures.Header,
            Description = "Lower-case hex HMAC-SHA256 of the body, keyed with the signing key that the node's provider shows.",
        },
        [Provider] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = Payments.RequestSignature.SignatureHeader,
            Description = $"Lower-case hex HMAC-SHA256, keyed with the provider's secret, over METHOD \\n path-and-query \\n timestamp \\n "
                + $"hex SHA-256(body); with {Payments.RequestSignature.KeyHeader} (the provider's id) and "
                + $"{Payments.RequestSignature.TimestampHeader} (unix milliseconds, at most 5 minutes off). A signature is taken once.",
        },
    };
}
