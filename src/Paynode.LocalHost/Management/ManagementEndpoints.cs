using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Paynode.LocalHost.Durable;
using Paynode.LocalHost.Http;
using Paynode.LocalHost.Queues;
using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace Paynode.LocalHost.Management;

/// <summary>
/// Operators' endpoints, protected by the admin key: instances, as under Durable Functions'
/// <c>/runtime/webhooks/durabletask</c>, and the queues' dead letters.
/// </summary>
internal sealed class ManagementEndpoints(HttpFunctions keys, IServiceProvider services)
{
    private const string Instances = "/runtime/webhooks/durabletask/instances";

    // Resolved on first use, because routes are mapped before the runtime has its database.
    private LocalDurableTaskClient Client => (LocalDurableTaskClient)services.GetRequiredService<DurableTaskClient>();

    private DeadLetters Letters => services.GetRequiredService<DeadLetters>();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Instances, Guarded(ListAsync));
        routes.MapGet(Instances + "/{id}", Guarded(GetAsync));
        routes.MapDelete(Instances + "/{id}", Guarded(PurgeAsync));
        routes.MapPost(Instances + "/{id}/raiseEvent/{name}", Guarded(RaiseAsync));
        routes.MapPost(Instances + "/{id}/{action:regex(^(terminate|suspend|resume)$)}", Guarded(ChangeAsync));
        routes.MapPost("/runtime/webhooks/durabletask/orchestrators/{name}/{id?}", Guarded(StartAsync));
        routes.MapGet("/runtime/queues/{**queue}", Guarded(ListDeadAsync));
        routes.MapPost("/runtime/queues/{**queue}", Guarded(RequeueAsync));
    }

    private RequestDelegate Guarded(Func<HttpContext, Task> handle) => keys.Guarded(handle);

    private async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (!InstanceFilter.TryRead(query, out var filter))
        {
            await Problems
                .WriteAsync(context, StatusCodes.Status400BadRequest, "bad_request", "The filter is malformed.")
                .ConfigureAwait(false);
            return;
        }

        try
        {
            var page = await Client.PageAsync(
                filter,
                context.Request.Headers["x-ms-continuation-token"].FirstOrDefault(),
                filter.PageSize,
                context.RequestAborted).ConfigureAwait(false);
            if (page.ContinuationToken is { } next)
            {
                context.Response.Headers["x-ms-continuation-token"] = next;
            }

            var instances = new JsonArray([.. page.Values.Select(InstanceDocument.Of)]);
            await WriteAsync(context, StatusCodes.Status200OK, instances).ConfigureAwait(false);
        }
        catch (ArgumentException e)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "bad_request", e.Message).ConfigureAwait(false);
        }
    }

    private async Task GetAsync(HttpContext context)
    {
        var instance = await Client.GetInstanceAsync(Id(context), true, context.RequestAborted).ConfigureAwait(false);
        if (instance is null)
        {
            await NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        var document = InstanceDocument.Of(instance);
        if (context.Request.Query["showHistory"] == "true"
            && await Client.HistoryOfAsync(Id(context), context.RequestAborted).ConfigureAwait(false) is { } history)
        {
            document["historyEvents"] = InstanceDocument.HistoryOf(history);
            document["recording"] = Convert.ToBase64String(history);
        }

        await WriteAsync(context, StatusCodes.Status200OK, document).ConfigureAwait(false);
    }

    private async Task PurgeAsync(HttpContext context)
    {
        var purged = await Client.PurgeInstanceAsync(Id(context), context.RequestAborted).ConfigureAwait(false);
        await (purged.PurgedInstanceCount == 0
            ? NotFoundAsync(context)
            : WriteAsync(
                context,
                StatusCodes.Status200OK,
                new JsonObject { ["instancesDeleted"] = purged.PurgedInstanceCount })).ConfigureAwait(false);
    }

    private async Task RaiseAsync(HttpContext context)
    {
        var payload = await BodyAsync(context).ConfigureAwait(false);
        var name = (string)context.Request.RouteValues["name"]!;
        await IfOpenAsync(context, id => Client.RaiseEventAsync(id, name, payload, context.RequestAborted)).ConfigureAwait(false);
    }

    private Task ChangeAsync(HttpContext context)
    {
        var reason = context.Request.Query["reason"].FirstOrDefault();
        return IfOpenAsync(context, id => (string)context.Request.RouteValues["action"]! switch
        {
            "terminate" => Client.TerminateInstanceAsync(id, (object?)reason, context.RequestAborted),
            "suspend" => Client.SuspendInstanceAsync(id, reason, context.RequestAborted),
            _ => Client.ResumeInstanceAsync(id, reason, context.RequestAborted),
        });
    }

    private async Task StartAsync(HttpContext context)
    {
        var input = await BodyAsync(context).ConfigureAwait(false);
        try
        {
            var options = context.Request.RouteValues["id"] is string given ? new StartOrchestrationOptions(given) : null;
            var name = (string)context.Request.RouteValues["name"]!;
            var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, options, context.RequestAborted).ConfigureAwait(false);
            await WriteAsync(context, StatusCodes.Status202Accepted, new JsonObject { ["id"] = id }).ConfigureAwait(false);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            await Problems.WriteAsync(context, StatusCodes.Status409Conflict, "already_exists").ConfigureAwait(false);
        }
        catch (ArgumentException e)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "bad_request", e.Message).ConfigureAwait(false);
        }
    }

    private async Task ListDeadAsync(HttpContext context)
    {
        if (QueueOf(context, "/dead-letters") is not { } queue)
        {
            await NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        var letters = await Letters.ListAsync(queue, context.RequestAborted).ConfigureAwait(false);
        var document = JsonSerializer.SerializeToNode(letters, JsonSerializerOptions.Web)!;
        await WriteAsync(context, StatusCodes.Status200OK, document).ConfigureAwait(false);
    }

    private async Task RequeueAsync(HttpContext context)
    {
        if (QueueOf(context, "/dead-letters/requeue") is not { } queue)
        {
            await NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        long? only = null;
        if (context.Request.Query["sequence"].FirstOrDefault() is { } given)
        {
            if (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                await Problems
                    .WriteAsync(context, StatusCodes.Status400BadRequest, "bad_request", "The sequence is not a number.")
                    .ConfigureAwait(false);
                return;
            }

            only = sequence;
        }

        var moved = await Letters.RequeueAsync(queue, only, context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["requeued"] = moved }).ConfigureAwait(false);
    }

    private async Task IfOpenAsync(HttpContext context, Func<string, Task> act)
    {
        var instance = await Client.GetInstanceAsync(Id(context), false, context.RequestAborted).ConfigureAwait(false);
        if (instance is null)
        {
            await NotFoundAsync(context).ConfigureAwait(false);
        }
        else if (instance.IsCompleted)
        {
            await Problems
                .WriteAsync(context, StatusCodes.Status410Gone, "ended", "The instance has ended.")
                .ConfigureAwait(false);
        }
        else
        {
            await act(instance.InstanceId).ConfigureAwait(false);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }

    // A subscription's queue name contains a slash, so the verb is matched at the end of the path.
    private static string? QueueOf(HttpContext context, string verb) =>
        (string)context.Request.RouteValues["queue"]! is var path
            && path.EndsWith(verb, StringComparison.Ordinal)
            && path.Length > verb.Length ? path[..^verb.Length] : null;

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    // A chunked body has no Content-Length header.
    private static async Task<JsonElement?> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        return body.Length == 0 ? null : JsonSerializer.Deserialize<JsonElement>(body.ToArray());
    }

    private static Task NotFoundAsync(HttpContext context) => Problems.WriteAsync(context, StatusCodes.Status404NotFound, "not_found");

    private static Task WriteAsync(HttpContext context, int status, JsonNode document)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(document, JsonSerializerOptions.Web, context.RequestAborted);
    }
}
