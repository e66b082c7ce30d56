using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>What is purged cannot be found again, and what has work open is not purged.</summary>
[Collection("postgres")]
public sealed class PurgeTests(TestPostgres postgres)
{
    private readonly TaskCompletionSource _activityRuns = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _activityMayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_purged_instance_does_not_come_back_when_its_partition_is_opened_again()
    {
        var (journal, leases) = (new MemoryJournal(), new SoleLeases());
        _activityMayEnd.SetResult();
        await using (var former = await StartAsync(new EngineHost(journal, leases)))
        {
            await former.RunAsync("Returns before its activity", id: "instance");
            await UntilPurgedAsync(former);
        }

        await using var host = await StartAsync(new EngineHost(journal, leases));

        Assert.Null(await host.Client.GetInstanceAsync("instance"));
    }

    [Fact]
    public async Task An_instance_that_returned_stays_open_while_its_activity_runs_in_memory() =>
        await RequireOpenWhileBusyAsync(new EngineHost(new MemoryJournal(), new SoleLeases()));

    [Fact]
    public async Task An_instance_that_returned_stays_open_while_its_activity_runs_in_PostgreSQL()
    {
        var hub = await postgres.CreateHubAsync();
        var (journal, leases) = hub.NewProcess();
        await RequireOpenWhileBusyAsync(new EngineHost(journal, leases).Owning(journal).Owning(hub));
    }

    private async Task RequireOpenWhileBusyAsync(EngineHost unstarted)
    {
        await using var host = await StartAsync(unstarted);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Returns before its activity", null, new StartOrchestrationOptions("instance"));
        await _activityRuns.Task;

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync("instance"))!.RuntimeStatus);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("instance")).PurgedInstanceCount);
        Assert.Equal(0, (await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);
        Assert.Equal(0, await host.Engine.Services.Journal.PurgeEndedAsync(DateTime.UtcNow.AddHours(1), 10, CancellationToken.None));

        _activityMayEnd.SetResult();
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.EndOfAsync("instance")).RuntimeStatus);
        await UntilPurgedAsync(host);
    }

    private static Task UntilPurgedAsync(EngineHost host) =>
        Eventually.GetAsync(async () => (await host.Client.PurgeInstanceAsync("instance")).PurgedInstanceCount == 1 ? "purged" : null);

    private Task<EngineHost> StartAsync(EngineHost host) => host
        .Orchestrator("Returns before its activity", context =>
        {
            _ = context.CallActivityAsync<int>("Lasts");
            return Task.FromResult("");
        })
        .Activity<object?, int>("Lasts", async _ =>
        {
            _activityRuns.TrySetResult();
            await _activityMayEnd.Task;
            return 0;
        })
        .StartAsync();
}
