using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>Those who wait for an instance's end.</summary>
public sealed class EndWaiterTests
{
    [Fact]
    public void One_who_has_given_up_waiting_is_forgotten()
    {
        var gone = new TaskCompletionSource<OrchestrationMetadata?>();
        var waiting = new TaskCompletionSource<OrchestrationMetadata?>();
        var instance = new Instance("i") { EndWaiters = [gone, waiting] };

        gone.SetCanceled();
        Assert.True(instance.HasEndWaiters());
        Assert.Single(instance.EndWaiters!);
        waiting.SetCanceled();

        Assert.False(instance.HasEndWaiters());
        Assert.Null(instance.EndWaiters);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_ends_at_once()
    {
        await using var host = new EngineHost(new MemoryJournal(), new SoleLeases()).Orchestrator("Waits", context => context.WaitForExternalEvent<int>("never"));
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Waits", null, new StartOrchestrationOptions("w"));
        using var leave = new CancellationTokenSource();
        var wait = host.Client.WaitForInstanceCompletionAsync("w", leave.Token);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
