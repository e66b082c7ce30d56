using Microsoft.AspNetCore.Http;
using Paynode.Embedded;

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

    [Function(nameof(Empty))]
    public static IResult Empty([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "empty")] HttpRequest request) => TypedResults.NoContent();
}
