using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;
using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;
using NonDeterministicOrchestrationException = DurableTask.Core.Exceptions.NonDeterministicOrchestrationException;

namespace Paynode.LocalHost.Tests;

/// <summary>What an orchestration may rely on beyond what Microsoft's engine can be asked, too (tests/Paynode.Conformance.Tests), on both journals.</summary>
public abstract class DurableConformance
{
    private protected abstract Task<EngineHost> HostAsync();

    [Fact]
    public async Task A_second_start_under_an_id_in_flight_is_refused_and_under_an_ended_one_starts_anew()
    {
        await using var host = (await HostAsync()).Orchestrator("Once", context => context.WaitForExternalEvent<string>("end"));
        await host.StartAsync();
        var options = new StartOrchestrationOptions("same");
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Once", null, options);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync("Once", null, options));
        await host.Client.RaiseEventAsync("same", "end", "first");
        await host.EndOfAsync("same");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Once", null, options.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Once", null, options);
        await host.Client.RaiseEventAsync("same", "end", "second");

        Assert.Equal("second", (await host.EndOfAsync("same")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Instances_are_listed_by_state_page_by_page()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Ends", _ => Task.FromResult(1))
            .Orchestrator("Waits", context => context.WaitForExternalEvent<string>("never"));
        await host.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await host.RunAsync("Ends", null, $"ends-{i}");
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Waits", null, new StartOrchestrationOptions($"waits-{i}"));
        }

        var running = new List<string>();
        await foreach (var instance in host.Client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running], PageSize: 3)))
        {
            running.Add(instance.InstanceId);
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"waits-{i}"), running);
    }

    [Fact]
    public async Task An_instance_may_start_later()
    {
        await using var host = (await HostAsync()).Orchestrator("Later", context => Task.FromResult(context.CurrentUtcDateTime));
        await host.StartAsync();
        var at = DateTimeOffset.UtcNow.AddSeconds(2);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Later", null, new StartOrchestrationOptions(StartAt: at));

        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        Assert.True((await host.EndOfAsync(id)).ReadOutputAs<DateTime>() >= at.UtcDateTime);
    }

    [Fact]
    public async Task An_orchestrator_that_awaits_a_foreign_task_is_stopped_and_named()
    {
        await using var host = (await HostAsync()).Orchestrator("Foreign", async _ =>
        {
            // Long enough that it has not ended before it is awaited, however busy the machine.
            await Task.Delay(200);
            return 1;
        });
        await host.StartAsync();

        var ended = await host.RunAsync("Foreign");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("Foreign", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.True(ended.FailureDetails.IsCausedBy<NonDeterministicOrchestrationException>());
    }

    [Fact]
    public async Task Timers_fire_in_order_and_an_uncancelled_one_keeps_the_instance_open()
    {
        var seen = new ConcurrentQueue<string>();
        await using var host = (await HostAsync()).Orchestrator("Timers", async context =>
        {
            _ = context.CreateTimer(TimeSpan.FromMilliseconds(400), CancellationToken.None);
            await context.CreateTimer(TimeSpan.FromMilliseconds(40), CancellationToken.None);
            seen.Enqueue("done");
            return context.CurrentUtcDateTime;
        });
        await host.StartAsync();

        var ended = await host.RunAsync("Timers");

        Assert.Single(seen);
        Assert.True(ended.LastUpdatedAt - ended.CreatedAt >= TimeSpan.FromMilliseconds(400));
    }
}

public sealed class MemoryConformanceTests : DurableConformance
{
    private protected override Task<EngineHost> HostAsync() => Task.FromResult(new EngineHost(new MemoryJournal(), new SoleLeases()));
}

[Collection("postgres")]
public sealed class PostgresConformanceTests(TestPostgres postgres) : DurableConformance
{
    private protected override async Task<EngineHost> HostAsync()
    {
        var hub = await postgres.CreateHubAsync();
        var (journal, leases) = hub.NewProcess();
        return new EngineHost(journal, leases).Owning(journal).Owning(hub);
    }
}
