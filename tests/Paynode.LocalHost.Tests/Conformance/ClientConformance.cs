using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>What the packages' base types offer beyond starting and waiting, against a journal in memory and against PostgreSQL.</summary>
public abstract class ClientConformance
{
    private protected abstract Task<EngineHost> HostAsync();

    [Fact]
    public async Task Context_StartedWithAVersion_ShowsItToItselfAndAnotherOneToTheChild()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Parent", async context =>
            {
                var child = await context.CallSubOrchestratorAsync<string>(
                    "Child", null, new SubOrchestrationOptions { Version = "3.1", Tags = new Dictionary<string, string> { ["kind"] = "child" } });
                return $"{context.Version} {child} {context.CompareVersionTo("2.0") < 0}";
            })
            .Orchestrator("Child", context => Task.FromResult(context.Version));
        await host.StartAsync();

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions { Version = "1.2" });

        Assert.Equal("1.2 3.1 True", (await host.EndOfAsync(id)).ReadOutputAs<string>());
        var child = await host.Client.GetAllInstancesAsync(new OrchestrationQuery { InstanceIdPrefix = id + ":" }).SingleAsync();
        Assert.Equal("child", (await host.Client.GetInstanceAsync(child.InstanceId, true))!.Tags["kind"]);
    }

    [Fact]
    public async Task ContinueAsNew_WithAVersion_GoesOnUnderIt()
    {
        await using var host = (await HostAsync()).Orchestrator("Upgrading", context =>
        {
            if (context.GetInput<int>() == 0)
            {
                context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 1, NewVersion = "2.0" });
            }

            return Task.FromResult(context.Version);
        });
        await host.StartAsync();

        Assert.Equal("2.0", (await host.RunAsync("Upgrading", 0)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RetryPolicy_WhoseFilterRefusesTheFailure_IsNotRetried()
    {
        var calls = 0;
        await using var host = (await HostAsync())
            .Orchestrator("Picky", async context =>
            {
                var policy = new RetryPolicy(5, TimeSpan.FromMilliseconds(1)) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() };
                await context.CallActivityAsync("Fails", null, TaskOptions.FromRetryPolicy(policy));
                return 0;
            })
            .Activity<object?, int>("Fails", int (_) => Interlocked.Increment(ref calls) < 3 ? throw new TimeoutException() : throw new ArgumentException("no"));
        await host.StartAsync();

        var ended = await host.RunAsync("Picky");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Restart_EndedInstance_RunsAgainWithItsInputUnderItsIdOrANewOne()
    {
        var runs = 0;
        await using var host = (await HostAsync()).Orchestrator("Twice", context =>
        {
            Interlocked.Increment(ref runs);
            return Task.FromResult(context.GetInput<string>());
        });
        await host.StartAsync();
        await host.RunAsync("Twice", "input", "first");

        Assert.Equal("first", await host.Client.RestartAsync("first"));
        await host.EndOfAsync("first");
        var other = await host.Client.RestartAsync("first", restartWithNewInstanceId: true);

        Assert.NotEqual("first", other);
        Assert.Equal("input", (await host.EndOfAsync(other)).ReadOutputAs<string>());
        Assert.Equal(3, runs);
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RestartAsync("none"));
    }

    [Fact]
    public async Task Restart_RunningInstance_IsRefusedUnlessItGetsANewId()
    {
        await using var host = (await HostAsync()).Orchestrator("Open", context => context.WaitForExternalEvent<int>("never"));
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Open", null, new StartOrchestrationOptions("open"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.RestartAsync("open"));
    }

    [Fact]
    public async Task Rewind_AfterAFailedActivity_RunsThatOneAgainAndNoOther()
    {
        var (done, broken) = (0, 0);
        var isMended = false;
        await using var host = (await HostAsync())
            .Orchestrator("Breaks", async context =>
            {
                var first = await context.CallActivityAsync<int>("Done");
                return first + await context.CallActivityAsync<int>("Broken");
            })
            .Activity<object?, int>("Done", _ => Interlocked.Increment(ref done))
            .Activity<object?, int>("Broken", _ => Interlocked.Increment(ref broken) > 0 && Volatile.Read(ref isMended) ? 41 : throw new InvalidOperationException("broken"));
        await host.StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.RunAsync("Breaks", null, "breaks")).RuntimeStatus);
        Volatile.Write(ref isMended, true);

        await host.Client.RewindInstanceAsync("breaks", "mended");

        var ended = await host.EndOfAsync("breaks");
        Assert.Equal(42, ended.ReadOutputAs<int>());
        Assert.Equal((1, 2), (done, broken));
    }

    [Fact]
    public async Task Rewind_AfterAFailedChild_RewindsTheChild_AndKeepsWhatSucceededOrWasRaisedLater()
    {
        var isMended = false;
        var calls = 0;
        await using var host = (await HostAsync())
            .Orchestrator("Parent", async context =>
            {
                var child = context.CallSubOrchestratorAsync<int>("Child");
                var slow = context.CallActivityAsync<int>("Slow");
                var raised = context.WaitForExternalEvent<int>("more");
                await Task.WhenAll(child, slow, raised);
                return child.Result + slow.Result + raised.Result;
            })
            .Orchestrator("Child", context => context.CallActivityAsync<int>("Broken"))
            .Activity<object?, int>("Broken", _ => Volatile.Read(ref isMended) ? 1 : throw new InvalidOperationException("broken"))
            .Activity<object?, int>("Slow", _ => 10 * Interlocked.Increment(ref calls));
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("parent"));
        await host.Client.RaiseEventAsync("parent", "more", 100);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.EndOfAsync("parent")).RuntimeStatus);
        Volatile.Write(ref isMended, true);

        await host.Client.RewindInstanceAsync("parent", "mended");

        var ended = await host.EndOfAsync("parent");
        Assert.Equal(111, ended.ReadOutputAs<int>());
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Rewind_AfterARetriedFailure_KeepsWhatWasDoneSince()
    {
        var (first, second) = (0, 0);
        var isMended = false;
        await using var host = (await HostAsync())
            .Orchestrator("Order", async context =>
            {
                var total = await context.CallActivityAsync<int>("Route", null, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1))));
                return total + await context.CallActivityAsync<int>("Settle");
            })
            .Activity<object?, int>("Route", int (_) => Interlocked.Increment(ref first) == 1 ? throw new TimeoutException("once") : 1)
            .Activity<object?, int>("Settle", int (_) => Interlocked.Increment(ref second) > 0 && Volatile.Read(ref isMended) ? 41 : throw new InvalidOperationException("broken"));
        await host.StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.RunAsync("Order", null, "order")).RuntimeStatus);
        Volatile.Write(ref isMended, true);

        await host.Client.RewindInstanceAsync("order", "mended");

        Assert.Equal(42, (await host.EndOfAsync("order")).ReadOutputAs<int>());
        Assert.Equal((2, 2), (first, second));
    }

    [Theory]
    [InlineData("terminated")]
    [InlineData("purged")]
    public async Task Rewind_AfterAChildThatIsGone_StartsItAnew(string how)
    {
        var isMended = false;
        await using var host = (await HostAsync())
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child", null, new SubOrchestrationOptions(instanceId: "child")))
            .Orchestrator("Child", context => how == "terminated" && !Volatile.Read(ref isMended)
                ? context.WaitForExternalEvent<int>("never")
                : context.CallActivityAsync<int>("Broken"))
            .Activity<object?, int>("Broken", int (_) => Volatile.Read(ref isMended) ? 7 : throw new InvalidOperationException("broken"));
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("parent"));
        if (how == "terminated")
        {
            await Eventually.GetAsync(async () => await host.Client.GetInstanceAsync("child"));
            await host.Client.TerminateInstanceAsync("child");
        }

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.EndOfAsync("parent")).RuntimeStatus);
        if (how == "purged")
        {
            await host.Client.PurgeInstanceAsync("child");
        }

        Volatile.Write(ref isMended, true);
        await host.Client.RewindInstanceAsync("parent", "mended");

        Assert.Equal(7, (await host.EndOfAsync("parent")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Rewind_AfterACodesOwnFailure_TakesItsLastStepAgain()
    {
        var isMended = false;
        await using var host = (await HostAsync())
            .Orchestrator("Code", async context =>
            {
                var value = await context.CallActivityAsync<int>("Fine");
                return Volatile.Read(ref isMended) ? value : throw new InvalidOperationException("a bug");
            })
            .Activity<object?, int>("Fine", _ => 5);
        await host.StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.RunAsync("Code", null, "code")).RuntimeStatus);
        Volatile.Write(ref isMended, true);

        await host.Client.RewindInstanceAsync("code", "mended");

        Assert.Equal(5, (await host.EndOfAsync("code")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Rewind_InstanceThatHasNotFailed_IsRefused()
    {
        await using var host = (await HostAsync()).Orchestrator("Fine", _ => Task.FromResult(1));
        await host.StartAsync();
        await host.RunAsync("Fine", null, "fine");

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.RewindInstanceAsync("fine", ""));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RewindInstanceAsync("none", ""));
    }

    [Fact]
    public async Task GetOrchestrationHistory_ShowsDurableTasksOwnEvents()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Shown", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                return await context.CallActivityAsync<int>("Double", 21, new TaskOptions(tags: new Dictionary<string, string> { ["tag"] = "value" }));
            })
            .Activity<int, int>("Double", x => 2 * x);
        await host.StartAsync();
        await host.RunAsync("Shown", null, "shown");

        var history = await host.Client.GetOrchestrationHistoryAsync("shown");

        Assert.Equal(
            [EventType.ExecutionStarted, EventType.TimerCreated, EventType.TimerFired, EventType.TaskScheduled, EventType.TaskCompleted, EventType.ExecutionCompleted],
            history.Select(it => it.EventType).Where(it => it is not (EventType.OrchestratorStarted or EventType.OrchestratorCompleted)));
        var scheduled = history.OfType<TaskScheduledEvent>().Single();
        Assert.Equal(("Double", "21", "value"), (scheduled.Name, scheduled.Input, scheduled.Tags!["tag"]));
        Assert.Equal("42", history.OfType<ExecutionCompletedEvent>().Single().Result);
    }

    [Fact]
    public async Task ListInstanceIds_EndedInstances_ComeInPagesByTheTimeTheyEnded()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Short", _ => Task.FromResult(1))
            .Orchestrator("Open", context => context.WaitForExternalEvent<int>("never"));
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Open");
        foreach (var id in (string[])["a", "b", "c"])
        {
            await host.RunAsync("Short", null, id);
        }

        var first = await host.Client.ListInstanceIdsAsync(pageSize: 2);
        var second = await host.Client.ListInstanceIdsAsync(pageSize: 2, lastInstanceKey: first.ContinuationToken);

        Assert.Equal(["a", "b"], first.Values);
        Assert.Equal(["c"], second.Values);
        Assert.Null(second.ContinuationToken);
        Assert.Empty((await host.Client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Failed])).Values);
    }

    [Fact]
    public async Task Purge_Recursive_TakesTheChildrenToo()
    {
        await using var host = (await HostAsync())
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child"))
            .Orchestrator("Child", _ => Task.FromResult(1));
        await host.StartAsync();
        await host.RunAsync("Parent", null, "one");
        await host.RunAsync("Parent", null, "two");
        var open = new PurgeInstancesFilter(null, null, [OrchestrationRuntimeStatus.Running]);
        Assert.Equal(0, (await host.Client.PurgeAllInstancesAsync(open, new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount);

        Assert.Equal(2, (await host.Client.PurgeInstanceAsync("one", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount);
        var rest = await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), new PurgeInstanceOptions(Recursive: true));

        Assert.Equal((2, true), (rest.PurgedInstanceCount, rest.IsComplete));
    }

    [Fact]
    public async Task Entities_AreNotSupported_AndSaySo()
    {
        await using var host = (await HostAsync()).Orchestrator("Uses", context => Task.FromResult(context.Entities.ToString()));
        await host.StartAsync();

        Assert.Contains("no entities", (await host.RunAsync("Uses")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => host.Client.Entities);
    }
}

public sealed class MemoryClientTests : ClientConformance
{
    private protected override Task<EngineHost> HostAsync() => Task.FromResult(new EngineHost(new MemoryJournal(), new SoleLeases()));
}

[Collection("postgres")]
public sealed class PostgresClientTests(TestPostgres postgres) : ClientConformance
{
    private protected override async Task<EngineHost> HostAsync()
    {
        var hub = await postgres.CreateHubAsync();
        var (journal, leases) = hub.NewProcess();
        return new EngineHost(journal, leases).Owning(journal).Owning(hub);
    }
}
