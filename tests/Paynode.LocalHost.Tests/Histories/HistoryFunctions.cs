using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Paynode.LocalHost.Tests;

/// <summary>Orchestrations that together use every kind of event a history can have.</summary>
public static class HistoryFunctions
{
    private static readonly ConcurrentDictionary<Guid, int> Attempts = new();

    [Function(nameof(Everything))]
    public static async Task<string> Everything([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("begun");
        var echoes = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => context.CallActivityAsync<int>(nameof(Echo), i)));
        var retried = await context.CallActivityAsync<int>(nameof(Flaky), context.NewGuid(), TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(5))));
        var first = await context.WaitForExternalEvent<string>("early");
        using var over = new CancellationTokenSource();
        var late = context.WaitForExternalEvent<string>("Late", over.Token);
        var alarm = context.CreateTimer(TimeSpan.FromHours(1), over.Token);
        var isLate = await Task.WhenAny(late, alarm) == late;
        over.Cancel();
        await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        var rounds = await context.CallSubOrchestratorAsync<int>(nameof(Rounds), 0);
        var refused = await RefusedAsync(context);
        context.SendEvent("nobody", "greeting", first);
        return $"{echoes.Sum()} {retried} {first} {isLate} {rounds} {refused}";
    }

    [Function(nameof(Rounds))]
    public static async Task<int> Rounds([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = await context.CallActivityAsync<int>(nameof(Echo), context.GetInput<int>() + 1);
        if (round < 3)
        {
            context.ContinueAsNew(round);
        }

        return round;
    }

    [Function(nameof(Refuses))]
    public static Task<int> Refuses([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<int>(nameof(Refuse));

    [Function(nameof(Echo))]
    public static int Echo([ActivityTrigger] int value) => value;

    [Function(nameof(Refuse))]
    public static int Refuse([ActivityTrigger] string? input) => throw new InvalidOperationException("refused" + input);

    [Function(nameof(Flaky))]
    public static int Flaky([ActivityTrigger] Guid id) =>
        Attempts.AddOrUpdate(id, 1, (_, count) => count + 1) is var attempt and >= 2 ? attempt : throw new InvalidOperationException("not yet");

    private static async Task<string> RefusedAsync(TaskOrchestrationContext context)
    {
        try
        {
            await context.CallSubOrchestratorAsync<int>(nameof(Refuses));
            return "";
        }
        catch (TaskFailedException e)
        {
            return e.FailureDetails.ErrorMessage.Length > 0 ? "refused" : "?";
        }
    }
}
