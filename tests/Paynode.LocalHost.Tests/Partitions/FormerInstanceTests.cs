using Microsoft.DurableTask;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>What is on its way to an instance that was purged is not for another one of the same id.</summary>
public sealed class FormerInstanceTests
{
    [Fact]
    public async Task The_end_of_a_purged_parents_child_does_not_reach_a_new_parent_of_the_same_id()
    {
        await using var host = await new EngineHost(new MemoryJournal(), new SoleLeases())
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child", null, new SubOrchestrationOptions(instanceId: context.GetInput<string>()!)))
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("end"))
            .StartAsync();
        var same = new StartOrchestrationOptions("same");
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", "old child", same);
        await StartedAsync(host, "old child");
        await host.Client.TerminateInstanceAsync("same");
        await host.EndOfAsync("same");
        Assert.Equal(1, (await host.Client.PurgeInstanceAsync("same")).PurgedInstanceCount);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", "new child", same);
        await StartedAsync(host, "new child");

        await host.Client.RaiseEventAsync("old child", "end", "old");
        await host.EndOfAsync("old child");
        await host.Client.RaiseEventAsync("new child", "end", "new");

        Assert.Equal("new", (await host.EndOfAsync("same")).ReadOutputAs<string>());
    }

    private static Task StartedAsync(EngineHost host, string id) =>
        Eventually.GetAsync(async () => await host.Client.GetInstanceAsync(id) is null ? null : "started");
}
