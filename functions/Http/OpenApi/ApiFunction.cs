using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;

namespace Paynode.Functions;

/// <summary>An HTTP function as the OpenAPI document describes it.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route template.</param>
/// <param name="Operation">Its description.</param>
internal sealed partial record ApiFunction(string Name, string Method, string Route, ApiOperationAttribute Operation)
{
    private static readonly string[] CallerProblems = ["api_key_missing", "api_key_invalid", "unavailable"];
    private static readonly string[] SenderProblems = [.. CallerProblems, "too_many_requests"];
    private static readonly string[] ProviderProblems =
        ["signature_missing", "signature_invalid", "timestamp_out_of_range", "replayed_request", "unavailable"];

    private static readonly string[] NodeProblems = ["signature_missing", "signature_invalid", "unavailable"];

    private static readonly string[] BodyProblems =
        ["body_malformed", "body_too_large", "request_timeout", "content_type_unsupported", "content_encoding_unsupported"];
    private static readonly string[] CreatingProblems =
        ["idempotency_key_required", "idempotency_key_ambiguous", "idempotency_key_reused", "request_in_progress"];

    /// <summary>Every problem code that it may answer with.</summary>
    public IEnumerable<string> ProblemCodes => Operation.Problems.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Concat(Operation.Caller switch
        {
            Caller.Sender => SenderProblems,
            Caller.Operator => CallerProblems,
            Caller.Provider => ProviderProblems,
            Caller.Node => NodeProblems,
            _ => [],
        })
        .Concat(Operation.Body is null ? [] : BodyProblems)
        .Concat(Operation.Creates ? CreatingProblems : [])
        .Distinct();

    /// <summary>Its parameters: those in the route, in the query, and the headers.</summary>
    public IEnumerable<IOpenApiParameter> Parameters
    {
        get
        {
            foreach (Match match in RouteParameter().Matches(Route))
            {
                yield return Parameter(match.Groups[1].Value, ParameterLocation.Path, MeaningOf(match.Groups[1].Value), required: true);
            }

            foreach (var query in Operation.Query.Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = query.Split(':', 2, StringSplitOptions.TrimEntries);
                yield return Parameter(parts[0], ParameterLocation.Query, parts[1], required: false);
            }

            if (Operation.Creates)
            {
                yield return Parameter(
                    IdempotentRequests.Header, ParameterLocation.Header,
                    "Names the request for 24 hours: a repetition gets the first answer; another body is refused.", required: true);
            }
        }
    }

    /// <summary>The described HTTP functions of an assembly, by route.</summary>
    public static IEnumerable<ApiFunction> In(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        .Select(Of)
        .OfType<ApiFunction>()
        .OrderBy(function => function.Route, StringComparer.Ordinal)
        .ThenBy(function => function.Method, StringComparer.Ordinal);

    private static ApiFunction? Of(MethodInfo method)
    {
        var trigger = method.GetParameters()
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .FirstOrDefault(attribute => attribute is not null);
        var name = method.GetCustomAttribute<FunctionAttribute>()?.Name;
        return trigger is { Route: { } route, Methods: [var verb, ..] } && name is not null
            && method.GetCustomAttribute<ApiOperationAttribute>() is { } operation
            ? new ApiFunction(name, verb, route, operation)
            : null;
    }

    private static string MeaningOf(string routeParameter) => routeParameter switch
    {
        "chain" => "The chain's configured name.",
        "queue" => "An order queue's name.",
        "corridorId" => "A corridor: token and currency, such as USDC-NGN.",
        _ => "A UUID.",
    };

    private static OpenApiParameter Parameter(string name, ParameterLocation location, string description, bool required) => new()
    {
        Name = name,
        In = location,
        Description = description,
        Required = required,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex RouteParameter();
}
