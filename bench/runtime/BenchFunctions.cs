using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost;

namespace Paynode.Bench.Runtime;

/// <summary>The functions under test: a workflow of five no-op activities, one that waits, and an empty HTTP function.</summary>
public static class BenchFunctions
{
    [Function(nameof(FiveSteps))]
    public static async Task<int> FiveSteps([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        for (var i = 0; i < 5; i++)
        {
            await context.CallActivityAsync(nameof(Nothing));
        }

        return 5;
    }

    [Function(nameof(Nothing))]
    public static Task Nothing([ActivityTrigger] string? input) => Task.CompletedTask;

    [Function(nameof(Waits))]
    public static Task<long> Waits([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<long>("go");

    /// <summary>Runs a workflow from its start to its end, on the partition that a key names.</summary>
    [Function(nameof(Run))]
    public static async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "run/{key}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string key)
    {
        var id = $"{key}:{Guid.NewGuid():N}";
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(FiveSteps), null, new StartOrchestrationOptions(id));
        await client.WaitForInstanceCompletionAsync(id);
        return TypedResults.NoContent();
    }

    /// <summary>Starts many workflows concurrently and returns how many were accepted.</summary>
    [Function(nameof(Burst))]
    public static async Task<IResult> Burst(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "burst/{key}/{count:int}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string key, int count)
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => MayStartAsync(client, $"{key}:{Guid.NewGuid():N}")));
        return TypedResults.Text(taken.Count(one => one).ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<bool> MayStartAsync(DurableTaskClient client, string id)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(FiveSteps), null, new StartOrchestrationOptions(id));
            return true;
        }
        catch (DurableUnavailableException)
        {
            return false;
        }
    }

    [Function(nameof(Empty))]
    public static IResult Empty([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "empty")] HttpRequest request) =>
        TypedResults.NoContent();
}
