using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Paynode.LocalHost.Functions;

namespace Paynode.LocalHost.Http;

/// <summary>Maps HTTP functions to routes.</summary>
/// <param name="routePrefix">The prefix of all routes; may be empty.</param>
/// <param name="adminKey">The key for functions that are not anonymous; without it these reject all requests.</param>
internal sealed class HttpFunctions(string routePrefix, string? adminKey)
{
    private readonly byte[]? _adminKeyHash = adminKey is { Length: > 0 } ? SHA256.HashData(Encoding.UTF8.GetBytes(adminKey)) : null;

    /// <summary>Maps a route for each HTTP function of the catalog.</summary>
    /// <exception cref="FunctionDefinitionException">A route is invalid.</exception>
    public void Map(IEndpointRouteBuilder routes, FunctionCatalog catalog)
    {
        foreach (var (function, trigger) in catalog.With<HttpTriggerAttribute>())
        {
            var parts = new[] { routePrefix, trigger.Route ?? function.Name };
            var path = string.Join('/', parts.Select(part => part.Trim('/')).Where(part => part.Length > 0));
            try
            {
                var handler = HandlerOf(function, trigger);
                var endpoint = trigger.Methods is not { Length: > 0 }
                    ? routes.Map("/" + path, handler)
                    : routes.MapMethods("/" + path, trigger.Methods.Select(method => method.ToUpperInvariant()), handler);
                endpoint.WithDisplayName(function.Name);
            }
            catch (Exception e) when (e is RoutePatternException or ArgumentException)
            {
                throw new FunctionDefinitionException(
                    [$"Function '{function.Name}' ({function.EntryPoint}) has the route '{path}': {e.Message}"]);
            }
        }
    }

    private static ParameterBinding Bind(FunctionDescriptor function, ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
        {
            return ParameterBinding.Of(invocation => invocation.Http.Request);
        }

        if (parameter.ParameterType == typeof(HttpContext))
        {
            return ParameterBinding.Of(invocation => invocation.Http);
        }

        if (parameter == function.Trigger)
        {
            var type = parameter.ParameterType;
            return new(null, invocation => ReadBodyAsync(invocation, type));
        }

        return ParameterBinding.Common(parameter) ?? FromRoute(parameter);
    }

    private static ParameterBinding FromRoute(ParameterInfo parameter)
    {
        var convert = ParameterBinding.Converter(parameter.ParameterType);
        var name = parameter.Name!;
        return ParameterBinding.Of(invocation =>
        {
            try
            {
                return convert(invocation.Http.Request.RouteValues[name]);
            }
            catch (FormatException)
            {
                // A route value that cannot be parsed identifies nothing that exists.
                throw new BadHttpRequestException($"The path's '{name}' is malformed.", StatusCodes.Status404NotFound);
            }
        });
    }

    private static async ValueTask<object?> ReadBodyAsync(Invocation invocation, Type type)
    {
        var request = invocation.Http.Request;
        if (type == typeof(string))
        {
            using var reader = new StreamReader(request.Body);
            return await reader.ReadToEndAsync(invocation.Cancellation).ConfigureAwait(false);
        }

        if (type == typeof(byte[]))
        {
            using var copy = new MemoryStream();
            await request.Body.CopyToAsync(copy, invocation.Cancellation).ConfigureAwait(false);
            return copy.ToArray();
        }

        return await request.ReadFromJsonAsync(type, invocation.Cancellation).ConfigureAwait(false);
    }

    private static Task AnswerAsync(HttpContext context, object? result) => result switch
    {
        IResult answer => answer.ExecuteAsync(context),
        null => NoContentAsync(context),
        string text => Results.Text(text).ExecuteAsync(context),
        _ => Results.Json(result).ExecuteAsync(context),
    };

    private static Task NoContentAsync(HttpContext context)
    {
        if (!context.Response.HasStarted && context.Response.StatusCode == StatusCodes.Status200OK && context.Response.ContentType is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        return Task.CompletedTask;
    }

    private static async Task AwaitAsync(HttpContext context, ValueTask<object?> running) =>
        await AnswerAsync(context, await running.ConfigureAwait(false)).ConfigureAwait(false);

    private RequestDelegate HandlerOf(FunctionDescriptor function, HttpTriggerAttribute trigger)
    {
        var invoker = new FunctionInvoker(function, parameter => Bind(function, parameter));
        Task Handle(HttpContext context)
        {
            var running = invoker.InvokeAsync(new Invocation
            {
                Function = invoker,
                Services = context.RequestServices,
                Trigger = context,
                Cancellation = context.RequestAborted,
            });
            return running.IsCompletedSuccessfully ? AnswerAsync(context, running.Result) : AwaitAsync(context, running);
        }

        return trigger.AuthLevel == AuthorizationLevel.Anonymous
            ? Handle
            : Guarded(Handle);
    }

    /// <summary>
    /// Accepts only requests with the admin key, in <c>x-functions-key</c> or as a bearer token. Wrong keys are counted.
    /// </summary>
    public RequestDelegate Guarded(Func<HttpContext, Task> handle) => context =>
    {
        var given = KeyOf(context.Request);
        return IsAdminKey(given) ? handle(context) : RefuseAsync(context, given);
    };

    private static async Task RefuseAsync(HttpContext context, string given)
    {
        if (given.Length > 0 && context.RequestServices.GetService<IAdminKeyGuesses>() is { } guesses
            && await guesses.IsTooManyAsync(given, context.RequestAborted).ConfigureAwait(false))
        {
            context.Response.Headers.RetryAfter = "60";
            await Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "too_many_requests").ConfigureAwait(false);
            return;
        }

        await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized").ConfigureAwait(false);
    }

    private bool IsAdminKey(string given) =>
        _adminKeyHash is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _adminKeyHash);

    private static string KeyOf(HttpRequest request)
    {
        const string bearer = "Bearer ";
        var given = request.Headers["x-functions-key"].ToString();
        if (given.Length == 0
            && request.Headers.Authorization.ToString() is var header
            && header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
        {
            given = header[bearer.Length..];
        }

        return given;
    }
}
