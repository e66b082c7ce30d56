using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;
using NonDeterministicOrchestrationException = DurableTask.Core.Exceptions.NonDeterministicOrchestrationException;

namespace Paynode.LocalHost.Tests;

/// <summary>A token that cancels by itself calls back on a thread that is not the orchestrator's.</summary>
public sealed class ForeignCancellationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_that_cancels_by_the_machines_clock_stops_its_own_instance_and_nothing_else(bool onTimer)
    {
        await using var host = new EngineHost(new MemoryJournal(), new SoleLeases())
            .Orchestrator("Impatient", async context =>
            {
                // Its clock starts once the wait has its token: a token cancelled before is the orchestrator's own business.
                using var soon = new CancellationTokenSource();
                var waiting = onTimer ? context.CreateTimer(TimeSpan.FromHours(1), soon.Token) : context.WaitForExternalEvent<int>("never", soon.Token);
                soon.CancelAfter(TimeSpan.FromMilliseconds(20));
                await waiting;
                return 1;
            });
        await host.StartAsync();

        var ended = await host.RunAsync("Impatient");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.True(ended.FailureDetails!.IsCausedBy<NonDeterministicOrchestrationException>());
    }
}
