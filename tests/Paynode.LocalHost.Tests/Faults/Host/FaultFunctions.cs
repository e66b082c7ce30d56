using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Npgsql;
using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace Paynode.LocalHost.Tests;

/// <summary>Work that goes through HTTP, activities, a queue, an event, a timer and a sub-orchestration.</summary>
public sealed class FaultFunctions(NpgsqlDataSource database, IQueueSender queues)
{
    public const string Queue = "answers";

    /// <summary>What each work's orchestration returns.</summary>
    public const string Expected = "first,a,b,c,yes,nested";

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    [Function(nameof(Ready))]
    public static IResult Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ready")] HttpRequest request) => TypedResults.Ok(request.Path.Value);

    [Function(nameof(StartWork))]
    public static async Task<IResult> StartWork(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "work/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client)
    {
        try
        {
            var options = new StartOrchestrationOptions(id).WithDedupeStatuses(Ended);
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(Work), null, options, request.HttpContext.RequestAborted);
            return TypedResults.Accepted((string?)null);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return TypedResults.Conflict();
        }
    }

    [Function(nameof(ReadWork))]
    public static async Task<IResult> ReadWork(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "work/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client)
    {
        var ended = await client.WaitForInstanceCompletionAsync(id, true, request.HttpContext.RequestAborted);
        return TypedResults.Text($"{ended.RuntimeStatus} {ended.ReadOutputAs<string>()} {ended.FailureDetails}".Trim());
    }

    [Function(nameof(Work))]
    public static async Task<string> Work([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var parts = new List<string> { await context.CallActivityAsync<string>(nameof(Do), "first") };
        parts.AddRange(await Task.WhenAll(new[] { "a", "b", "c" }.Select(step => context.CallActivityAsync<string>(nameof(Do), step))));
        await context.CallActivityAsync(nameof(Ask));
        parts.Add(await context.WaitForExternalEvent<string>("answer"));
        await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        parts.Add(await context.CallSubOrchestratorAsync<string>(nameof(Nested)));
        return string.Join(',', parts);
    }

    [Function(nameof(Nested))]
    public static Task<string> Nested([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<string>(nameof(Do), "nested");

    [Function(nameof(Do))]
    public async Task<string> Do([ActivityTrigger] string step, string instanceId)
    {
        await using var command = database.CreateCommand("INSERT INTO effects (instance, step) VALUES ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = instanceId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = step });
        await WhileUnavailableAsync(() => command.ExecuteNonQueryAsync());
        return step;
    }

    [Function(nameof(Ask))]
    public Task Ask([ActivityTrigger] string? input, string instanceId) => WhileUnavailableAsync(async () =>
    {
        await queues.SendAsync([QueueMessage.Json(Queue, instanceId, messageId: instanceId, sessionId: instanceId)]);
        return input;
    });

    [Function(nameof(Answer))]
    public static Task Answer([ServiceBusTrigger(Queue, IsSessionsEnabled = true)] string message, string sessionId, [DurableClient] DurableTaskClient client) =>
        client.RaiseEventAsync(sessionId, "answer", message.Length > 0 ? "yes" : "no");

    // A payment's activities repeat what failed for want of a database; so do these.
    private static async Task WhileUnavailableAsync<T>(Func<Task<T>> attempt)
    {
        while (true)
        {
            try
            {
                await attempt();
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
