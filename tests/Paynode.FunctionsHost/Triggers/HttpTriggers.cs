using System.Net;
using System.Text.Json.Nodes;
using Paynode.FunctionsHost.Protocol;
using Paynode.FunctionsHost.Workers;
using Yarp.ReverseProxy.Forwarder;

namespace Paynode.FunctionsHost.Triggers;

/// <summary>
/// Serves the routes of the HTTP functions: invokes the function through the worker and forwards the request to the worker's
/// own HTTP server, which correlates the two by the invocation id in a header.
/// </summary>
internal sealed class HttpTriggers(FunctionApp app, IHttpForwarder forwarder, ILogger<HttpTriggers> logger) : IDisposable
{
    private const string CorrelationHeader = "x-ms-invocation-id";

    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
    });

    public void Dispose() => _client.Dispose();

    /// <summary>Maps every HTTP function.</summary>
    public void Map(IEndpointRouteBuilder routes, string prefix)
    {
        foreach (var function in app.Functions.Where(function => function.IsTriggeredBy("httpTrigger")))
        {
            var parts = new[] { prefix, (string?)function.Trigger["route"] ?? function.Name };
            var route = string.Join('/', parts.Where(part => part.Length > 0));
            var methods = (function.Trigger["methods"] as JsonArray)?.Select(method => ((string)method!).ToUpperInvariant()).ToArray();
            if (methods is { Length: > 0 })
            {
                routes.MapMethods(route, methods, context => ForwardAsync(function, context));
            }
            else
            {
                routes.Map(route, (HttpContext context) => ForwardAsync(function, context));
            }
        }
    }

    private async Task ForwardAsync(FunctionInfo function, HttpContext context)
    {
        var invocationId = Guid.NewGuid().ToString();
        context.Request.Headers[CorrelationHeader] = invocationId;
        var worker = app.HttpUri ?? throw new InvalidOperationException("The worker serves no HTTP of its own.");
        var forwarding = forwarder.SendAsync(context, worker.ToString(), _client, Forwarding);
        var invoked = await app.InvokeAsync(
            function, new TypedData { Http = new RpcHttp() }, RouteValuesOf(context), context.RequestAborted, invocationId);
        var error = await forwarding;
        if (error != ForwarderError.None || invoked.Result.Status != StatusResult.Types.Status.Success)
        {
            logger.LogWarning(
                "{Function}: forwarding ended with {Error}; the worker: {Failure}",
                function.Name,
                error,
                invoked.Result.Exception?.Message);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }
    }

    /// <summary>
    /// The worker reads a parameter named like a route value from the invocation, not from its own routing.
    /// </summary>
    private static Dictionary<string, TypedData> RouteValuesOf(HttpContext context) => context.Request.RouteValues
        .Where(part => part.Value is not null)
        .ToDictionary(part => part.Key, part => new TypedData { String = (string)part.Value! });
}
