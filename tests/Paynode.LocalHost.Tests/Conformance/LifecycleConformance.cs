using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;
using NonDeterministicOrchestrationException = DurableTask.Core.Exceptions.NonDeterministicOrchestrationException;

namespace Paynode.LocalHost.Tests;

/// <summary>An instance's life as its clients, its parent and its next release see it, against both journals.</summary>
public abstract class LifecycleConformance
{
    /// <summary>Makes hosts over one journal, each as a process of its own would be.</summary>
    private protected abstract Task<Func<EngineHost>> HubAsync();

    [Fact]
    public async Task Retries_end_with_the_last_failure_and_a_handler_may_decide_by_its_type()
    {
        var calls = new ConcurrentDictionary<string, int>();
        await using var host = (await HubAsync())()
            .Orchestrator("Policy", async context => await context.CallActivityAsync<int>("Fails", "policy", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1), 2))))
            .Orchestrator("Handler", async context => await context.CallActivityAsync<int>(
                "Fails", "handler", new TaskOptions(new TaskRetryOptions(retry => Task.FromResult(retry.LastFailure.IsCausedBy<InvalidOperationException>() && retry.LastAttemptNumber < 2)))))
            .Activity<string, int>("Fails", int (name) => throw new InvalidOperationException($"{name} {calls.AddOrUpdate(name, 1, (_, count) => count + 1)}"));
        await host.StartAsync();

        var (policy, handler) = (await host.RunAsync("Policy"), await host.RunAsync("Handler"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, policy.RuntimeStatus);
        Assert.Contains("policy 3", policy.FailureDetails!.ToString(), StringComparison.Ordinal);
        Assert.Contains("handler 2", handler.FailureDetails!.ToString(), StringComparison.Ordinal);
        Assert.Equal((3, 2), (calls["policy"], calls["handler"]));
    }

    [Fact]
    public async Task A_wait_that_times_out_is_cancelled_and_takes_no_event_afterwards()
    {
        await using var host = (await HubAsync())()
            .Orchestrator("Waits", async context =>
            {
                try
                {
                    await context.WaitForExternalEvent<string>("go", TimeSpan.FromMilliseconds(10));
                    return "early";
                }
                catch (TaskCanceledException)
                {
                    context.SetCustomStatus("waited");
                    return await context.WaitForExternalEvent<string>("go");
                }
            });
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Waits", null, new StartOrchestrationOptions("waits"));
        await Eventually.GetAsync(async () => (await host.Client.GetInstanceAsync("waits"))!.SerializedCustomStatus);

        await host.Client.RaiseEventAsync("waits", "go", "late");

        Assert.Equal("late", (await host.EndOfAsync("waits")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminating_a_parent_with_its_children_ends_both_and_the_parent_hears_of_a_terminated_child()
    {
        await using var host = (await HubAsync())()
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>("Child", null, new SubOrchestrationOptions(instanceId: context.InstanceId + "-child")))
            .Orchestrator("Child", async context => await context.WaitForExternalEvent<string>("never"));
        await host.StartAsync();
        await Task.WhenAll(((string[])["a", "b"]).Select(async id =>
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions(id));
            await Eventually.GetAsync(() => host.Client.GetInstanceAsync(id + "-child"));
        }));

        await host.Client.TerminateInstanceAsync("a", new TerminateInstanceOptions("enough", Recursive: true));
        await host.Client.TerminateInstanceAsync("b-child", new TerminateInstanceOptions("enough"));

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.EndOfAsync("a")).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.EndOfAsync("a-child")).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.EndOfAsync("b")).RuntimeStatus);
    }

    [Fact]
    public async Task Instances_send_each_other_events_and_generations_may_drop_what_they_did_not_take()
    {
        await using var host = (await HubAsync())()
            .Orchestrator("Sender", async context =>
            {
                context.SendEvent("receiver", "GO", context.GetInput<int>());
                await context.CallActivityAsync<int>("Nothing");
                return 0;
            })
            .Orchestrator("Receiver", async context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    await context.WaitForExternalEvent<string>("begin");
                    context.ContinueAsNew(1, preserveUnprocessedEvents: false);
                    return 0;
                }

                context.SetCustomStatus("second generation");
                return await context.WaitForExternalEvent<int>("go");
            })
            .Activity<object?, int>("Nothing", _ => 0);
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Receiver", 0, new StartOrchestrationOptions("receiver"));
        await host.RunAsync("Sender", 1);
        await host.Client.RaiseEventAsync("receiver", "begin", "");
        await Eventually.GetAsync(async () => (await host.Client.GetInstanceAsync("receiver"))!.SerializedCustomStatus);

        await host.RunAsync("Sender", 2);

        Assert.Equal(2, (await host.EndOfAsync("receiver")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Ended_instances_are_purged_one_by_one_by_filter_and_by_age_and_open_ones_never()
    {
        var newHost = await HubAsync();
        await using (var host = Purged(newHost()))
        {
            await host.StartAsync();
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Open", null, new StartOrchestrationOptions("open"));
            await host.RunAsync("Short", null, "one");
            await host.RunAsync("Short", null, "two");

            Assert.Equal(0, (await host.Client.PurgeInstanceAsync("open")).PurgedInstanceCount);
            Assert.Equal(1, (await host.Client.PurgeInstanceAsync("one")).PurgedInstanceCount);
            Assert.Null(await host.Client.GetInstanceAsync("one"));
            Assert.Equal(1, (await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(null, null, [OrchestrationRuntimeStatus.Completed]))).PurgedInstanceCount);
        }

        await using var aged = Purged(newHost());
        aged.Options.PurgeEndedAfter = TimeSpan.FromMilliseconds(100);
        await aged.StartAsync();
        await aged.RunAsync("Short", null, "three");
        await Eventually.GetAsync(async () => await aged.Client.GetInstanceAsync("three") is null ? "gone" : null);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await aged.Client.GetInstanceAsync("open"))!.RuntimeStatus);
    }

    [Fact]
    public async Task Code_that_decides_otherwise_than_its_history_is_named_and_stopped_and_others_go_on()
    {
        var newHost = await HubAsync();
        await using (var host = newHost())
        {
            host.Orchestrator("Changed", context => TwoStepsAsync(context, "First"))
                .Orchestrator("Same", context => TwoStepsAsync(context, "First"))
                .Activity<object?, int>("First", _ => 1);
            await host.StartAsync();
            foreach (var name in (string[])["Changed", "Same"])
            {
                await host.Client.ScheduleNewOrchestrationInstanceAsync(name, null, new StartOrchestrationOptions(name));
                await Eventually.GetAsync(async () => (await host.Client.GetInstanceAsync(name))!.SerializedCustomStatus);
            }
        }

        await using var next = newHost();
        next.Orchestrator("Changed", context => TwoStepsAsync(context, "Other"))
            .Orchestrator("Same", context => TwoStepsAsync(context, "First"))
            .Activity<object?, int>("First", _ => 1)
            .Activity<object?, int>("Other", _ => 1);
        await next.StartAsync();
        await Task.WhenAll(next.Client.RaiseEventAsync("Changed", "go", 1), next.Client.RaiseEventAsync("Same", "go", 1));

        var (changed, same) = (await next.EndOfAsync("Changed"), await next.EndOfAsync("Same"));
        Assert.Equal(typeof(NonDeterministicOrchestrationException).FullName, changed.FailureDetails!.ErrorType);
        Assert.Contains("'First'", changed.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'Other'", changed.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(2, same.ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_idle_instance_leaves_memory_and_comes_back_with_all_it_had()
    {
        await using var host = (await HubAsync())()
            .Orchestrator("Waits", async context =>
            {
                var first = await context.CallActivityAsync<int>("First");
                var guid = context.NewGuid();
                var second = await context.WaitForExternalEvent<int>("go");
                return $"{first + second} {guid == context.NewGuid()}";
            })
            .Activity<object?, int>("First", _ => 1);
        host.Options.IdleEviction = TimeSpan.FromMilliseconds(1);
        host.Options.StoreAfter = TimeSpan.FromMilliseconds(1);
        await host.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.Client.ScheduleNewOrchestrationInstanceAsync("Waits", null, new StartOrchestrationOptions($"w{i}"))));
        await Eventually.GetAsync(() => Task.FromResult(host.Engine.Owned.Sum(partition => partition.Resident) == 0 ? "empty" : null));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.Client.RaiseEventAsync($"w{i}", "GO", i)));

        var ended = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.EndOfAsync($"w{i}")));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"{i} False"), ended.Select(instance => instance.ReadOutputAs<string>()!));
    }

    [Fact]
    public async Task No_more_activities_run_at_once_than_are_allowed()
    {
        var (running, most) = (0, 0);
        await using var host = (await HubAsync())()
            .Orchestrator("Fan", async context => (await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => context.CallActivityAsync<int>("Counted")))).Sum())
            .Activity<object?, int>("Counted", async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Delay(TimeSpan.FromMilliseconds(2));
                Interlocked.Decrement(ref running);
                return 1;
            });
        host.Options.MaxConcurrentActivities = 3;
        await host.StartAsync();

        Assert.Equal(30, (await host.RunAsync("Fan")).ReadOutputAs<int>());
        Assert.InRange(most, 1, 3);
    }

    private static EngineHost Purged(EngineHost host) => host
        .Orchestrator("Open", context => context.WaitForExternalEvent<int>("never"))
        .Orchestrator("Short", _ => Task.FromResult(1));

    private static async Task<int> TwoStepsAsync(TaskOrchestrationContext context, string activity)
    {
        var first = await context.CallActivityAsync<int>(activity);
        context.SetCustomStatus("waiting");
        return first + await context.WaitForExternalEvent<int>("go");
    }
}

public sealed class MemoryLifecycleTests : LifecycleConformance
{
    private protected override Task<Func<EngineHost>> HubAsync()
    {
        var (journal, leases) = (new MemoryJournal(), new SoleLeases());
        return Task.FromResult(() => new EngineHost(journal, leases));
    }
}

[Collection("postgres")]
public sealed class PostgresLifecycleTests(TestPostgres postgres) : LifecycleConformance, IAsyncLifetime
{
    private TestHub _hub = null!;

    public async Task InitializeAsync() => _hub = await postgres.CreateHubAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    private protected override Task<Func<EngineHost>> HubAsync() => Task.FromResult(() =>
    {
        var (journal, leases) = _hub.NewProcess();
        return new EngineHost(journal, leases).Owning(journal);
    });
}
