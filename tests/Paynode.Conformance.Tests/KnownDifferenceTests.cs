using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalServices;

namespace Paynode.Conformance.Tests;

/// <summary>The differences that the README of src/Paynode.LocalHost names, so that it stays true on both sides.</summary>
public sealed class KnownDifferenceTests
{
    [Fact]
    public async Task Output_OfAFailedInstance_IsTheMessageAtMicrosoftAndNoneLocally()
    {
        var tasks = new TaskSet().Orchestrator<object?, int>("Fails", (_, _) => throw new InvalidOperationException("broken"));

        var (local, microsoft) = await RunOnBothAsync(tasks);

        Assert.Equal(Failure.Of(microsoft.FailureDetails), Failure.Of(local.FailureDetails));
        Assert.Null(local.SerializedOutput);
        Assert.Contains("broken", microsoft.SerializedOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TaskNumbers_InMessages_BeginAtOneLocallyAndAtZeroAtMicrosoft()
    {
        var tasks = new TaskSet().Orchestrator<object?, int>("Fails", (context, _) => context.CallActivityAsync<int>("Throw"))
            .Activity<object?, int>("Throw", new Func<object?, int>(_ => throw new InvalidOperationException("broken")));

        var (local, microsoft) = await RunOnBothAsync(tasks);

        Assert.Contains("(#1)", local.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("(#0)", microsoft.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task<(OrchestrationMetadata Local, OrchestrationMetadata Microsoft)> RunOnBothAsync(TaskSet tasks)
    {
        static async Task<OrchestrationMetadata> RunAsync(IEngine engine)
        {
            await using var owned = engine;
            var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Fails");
            using var timeout = HangLimit.Begin();
            return await engine.Client.WaitForInstanceCompletionAsync(id, true, timeout.Token);
        }

        return (await RunAsync(await LocalEngine.StartInMemoryAsync(tasks)), await RunAsync(await MicrosoftEngine.StartAsync(tasks)));
    }
}
