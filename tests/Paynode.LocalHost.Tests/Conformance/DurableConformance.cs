using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;
using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;
using NonDeterministicOrchestrationException = DurableTask.Core.Exceptions.NonDeterministicOrchestrationException;

namespace Paynode.LocalHost.Tests;

/// <summary>What an orchestration may rely on, run against a journal in memory and against PostgreSQL.</summary>
public abstract class DurableConformance
{
    private protected abstract Task<EngineHost> HostAsync();

    [Fact]
    public async Task Activities_are_called_in_sequence_and_their_results_come_back()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Sum", async context =>
            {
                var total = 0;
                for (var i = 1; i <= 5; i++)
                {
                    total += await context.CallActivityAsync<int>("Double", i);
                }

                return total;
            })
            .Activity<int, int>("Double", x => x * 2);
        await host.StartAsync();

        var ended = await host.RunAsync("sum");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(30, ended.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Many_instances_fan_out_and_in()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Fan", async context =>
            {
                var parts = await Task.WhenAll(Enumerable.Range(0, context.GetInput<int>()).Select(i => context.CallActivityAsync<int>("Same", i)));
                return parts.Sum();
            })
            .Activity<int, int>("Same", x => x);
        await host.StartAsync();

        var ended = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.RunAsync("Fan", 20)));

        Assert.All(ended, instance => Assert.Equal(190, instance.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task An_event_raised_before_and_one_after_the_wait_are_both_taken()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Events", async context =>
            {
                await context.CallActivityAsync("Wait");
                var first = await context.WaitForExternalEvent<string>("GO");
                context.SetCustomStatus("second");
                return first + await context.WaitForExternalEvent<string>("go");
            });
        var release = new TaskCompletionSource();
        host.Activity<object?, object?>("Wait", async _ =>
        {
            await release.Task;
            return null;
        });
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Events", null, new StartOrchestrationOptions("e1"));

        await host.Client.RaiseEventAsync("e1", "go", "a");
        release.SetResult();
        await host.Client.RaiseEventAsync("e1", "Go", "b");

        Assert.Equal("ab", (await host.EndOfAsync("e1")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_first_of_a_timer_and_an_event_wins_and_the_timer_is_cancelled()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Race", async context =>
            {
                try
                {
                    return await context.WaitForExternalEvent<string>("answer", TimeSpan.FromMilliseconds(context.GetInput<int>()));
                }
                catch (TaskCanceledException)
                {
                    return "late";
                }
            });
        await host.StartAsync();

        var late = await host.RunAsync("Race", 50);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Race", 3_600_000, new StartOrchestrationOptions("r2"));
        await host.Client.RaiseEventAsync("r2", "answer", "in time");

        Assert.Equal("late", late.ReadOutputAs<string>());
        Assert.Equal("in time", (await host.EndOfAsync("r2")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_failed_activity_throws_with_the_type_of_its_failure()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Fails", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Throw");
                    return "no";
                }
                catch (TaskFailedException e) when (e.FailureDetails.IsCausedBy<InvalidOperationException>())
                {
                    return e.FailureDetails.ErrorMessage;
                }
            })
            .Activity<object?, int>("Throw", new Func<object?, int>(_ => throw new InvalidOperationException("broken")));
        await host.StartAsync();

        Assert.Equal("broken", (await host.RunAsync("Fails")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_policy_retries_with_growing_pauses_until_the_activity_succeeds()
    {
        var calls = 0;
        await using var host = (await HostAsync())
            .Orchestrator("Retries", context => context.CallActivityAsync<int>(
                "Flaky", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(5), 2))))
            .Activity<object?, int>("Flaky", _ => ++calls < 4 ? throw new TimeoutException() : calls);
        await host.StartAsync();

        Assert.Equal(4, (await host.RunAsync("Retries")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_sub_orchestration_returns_its_output_and_its_failure()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Parent", async context =>
            {
                var near = await context.CallSubOrchestratorAsync<int>("Child", 1);
                var far = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
                    context.CallSubOrchestratorAsync<int>("Child", i, new SubOrchestrationOptions(instanceId: $"far{i}-{context.InstanceId}"))));
                try
                {
                    await context.CallSubOrchestratorAsync("Child", -1);
                    return 0;
                }
                catch (TaskFailedException e) when (e.FailureDetails.IsCausedBy<ArgumentException>())
                {
                    return near + far.Sum();
                }
            })
            .Orchestrator("Child", async context =>
            {
                var input = context.GetInput<int>();
                await context.CallActivityAsync("Nothing");
                return input < 0 ? throw new ArgumentException("negative") : input * 10;
            })
            .Activity<object?, int>("Nothing", _ => 0);
        await host.StartAsync();

        Assert.Equal(290, (await host.RunAsync("Parent")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Continuing_as_new_keeps_events_that_were_not_taken()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Loop", async context =>
            {
                var sum = context.GetInput<int>();
                var next = await context.WaitForExternalEvent<int>("add");
                if (next == 0)
                {
                    return sum;
                }

                context.ContinueAsNew(sum + next);
                return -1;
            });
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Loop", 0, new StartOrchestrationOptions("loop"));

        for (var i = 1; i <= 20; i++)
        {
            await host.Client.RaiseEventAsync("loop", "add", i);
        }

        await host.Client.RaiseEventAsync("loop", "add", 0);
        Assert.Equal(210, (await host.EndOfAsync("loop")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_suspended_instance_takes_nothing_until_it_is_resumed()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Pausable", context => context.WaitForExternalEvent<string>("x"));
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Pausable", null, new StartOrchestrationOptions("p"));

        await host.Client.SuspendInstanceAsync("p", "hold");
        await host.Client.RaiseEventAsync("p", "x", "kept");
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.Client.GetInstanceAsync("p"))!.RuntimeStatus);
        await host.Client.ResumeInstanceAsync("p");

        Assert.Equal("kept", (await host.EndOfAsync("p")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminating_ends_the_instance_with_the_given_output()
    {
        await using var host = (await HostAsync()).Orchestrator("Forever", context => context.WaitForExternalEvent<string>("never"));
        await host.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Forever");

        await host.Client.TerminateInstanceAsync(id, "stopped");
        var ended = await host.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, ended.RuntimeStatus);
        Assert.Equal("stopped", ended.ReadOutputAs<string>());
        Assert.Equal(1, (await host.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync(id));
    }

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
