using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalServices;

namespace Paynode.Conformance.Tests;

/// <summary>What an orchestration may rely on, run against Microsoft's engine and against the local one on both journals.</summary>
public abstract class EngineConformance
{
    protected abstract Task<IEngine> StartAsync(TaskSet tasks);

    [Fact]
    public async Task Activities_InSequence_ReturnTheirResults()
    {
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<object?, int>("Sum", async (context, _) =>
            {
                var total = 0;
                for (var i = 1; i <= 5; i++)
                {
                    total += await context.CallActivityAsync<int>("Double", i);
                }

                return total;
            })
            .Activity<int, int>("Double", x => x * 2));

        var ended = await RunAsync(engine, "Sum");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(30, ended.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Instances_Many_FanOutAndIn()
    {
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<int, int>("Fan", async (context, count) =>
                (await Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>("Same", i)))).Sum())
            .Activity<int, int>("Same", x => x));

        var ended = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAsync(engine, "Fan", 20)));

        Assert.All(ended, instance => Assert.Equal(190, instance.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task Event_RaisedBeforeTheWaitInAnotherCase_IsTaken()
    {
        var (begun, release) = (NewSource(), NewSource());
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<object?, string>("Events", async (context, _) =>
            {
                await context.CallActivityAsync("Wait");
                return await context.WaitForExternalEvent<string>("GO") + await context.WaitForExternalEvent<string>("go");
            })
            .Activity<object?, int>("Wait", async _ =>
            {
                begun.TrySetResult();
                await release.Task;
                return 0;
            }));
        await BeginAsync(engine, "Events", null, "e1");
        await begun.Task;

        await engine.Client.RaiseEventAsync("e1", "go", "a");
        release.SetResult();
        await engine.Client.RaiseEventAsync("e1", "Go", "b");

        Assert.Equal("ab", (await EndOfAsync(engine, "e1")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Event_WithSeveralWaiters_GoesToTheLatest()
    {
        await using var engine = await StartAsync(new TaskSet().Orchestrator<object?, string>("Waiters", async (context, _) =>
        {
            var waits = new[] { "first", "second" }.Select(async name => $"{name} {await context.WaitForExternalEvent<int>("go")}").ToArray();
            context.SetCustomStatus("waiting");
            return string.Join(", ", await Task.WhenAll(waits));
        }));
        await BeginAsync(engine, "Waiters", null, "w1");
        await UntilStatusAsync(engine, "w1", "\"waiting\"");

        await engine.Client.RaiseEventAsync("w1", "go", 1);
        await engine.Client.RaiseEventAsync("w1", "go", 2);

        Assert.Equal("first 2, second 1", (await EndOfAsync(engine, "w1")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Wait_WithATimeout_EndsByTheFirstOfTimerAndEvent()
    {
        await using var engine = await StartAsync(new TaskSet().Orchestrator<int, string>("Race", async (context, ms) =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("answer", TimeSpan.FromMilliseconds(ms));
            }
            catch (OperationCanceledException)
            {
                return "late";
            }
        }));

        var late = await RunAsync(engine, "Race", 20);
        await BeginAsync(engine, "Race", 3_600_000, "r2");
        await engine.Client.RaiseEventAsync("r2", "answer", "in time");

        Assert.Equal("late", late.ReadOutputAs<string>());
        Assert.Equal("in time", (await EndOfAsync(engine, "r2")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Activity_ThatFails_ThrowsWithItsFailure()
    {
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<object?, string>("Fails", async (context, _) =>
            {
                try
                {
                    await context.CallActivityAsync("Throw");
                    return "no";
                }
                catch (TaskFailedException e) when (e.FailureDetails.IsCausedBy<InvalidOperationException>())
                {
                    return $"{e.TaskName} {e.FailureDetails.ErrorMessage} {e.FailureDetails.InnerFailure!.ErrorType}";
                }
            })
            .Activity<object?, int>("Throw", new Func<object?, int>(_ => throw new InvalidOperationException("broken", new TimeoutException()))));

        Assert.Equal("Throw broken System.TimeoutException", (await RunAsync(engine, "Fails")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Retries_ByPolicyAndHandler_EndAsTheySay()
    {
        var calls = new Dictionary<string, int> { ["policy"] = 0, ["filter"] = 0, ["handler"] = 0 };
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<string, int>("Retries", (context, how) => context.CallActivityAsync<int>("Flaky", how, how switch
            {
                "policy" => TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1), 2)),
                "filter" => TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1)) { HandleFailure = failure => !failure.IsCausedBy<TimeoutException>() }),
                _ => TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 2 && retry.LastFailure.IsCausedBy<TimeoutException>()),
            }))
            .Activity<string, int>("Flaky", how => ++calls[how] < 4 ? throw new TimeoutException() : calls[how]));

        Assert.Equal(4, (await RunAsync(engine, "Retries", "policy")).ReadOutputAs<int>());
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await RunAsync(engine, "Retries", "filter")).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await RunAsync(engine, "Retries", "handler")).RuntimeStatus);
        Assert.Equal((4, 1, 2), (calls["policy"], calls["filter"], calls["handler"]));
    }

    [Fact]
    public async Task RetryPolicy_WhosePauseReachesPastItsTimeout_StillTriesAgain()
    {
        var calls = 0;
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<object?, int>("Late", (context, _) => context.CallActivityAsync<int>("Flaky", options: TaskOptions.FromRetryPolicy(
                new RetryPolicy(2, TimeSpan.FromSeconds(3), retryTimeout: TimeSpan.FromSeconds(3)))))
            .Activity<object?, int>("Flaky", _ => ++calls < 2 ? throw new TimeoutException() : calls));

        Assert.Equal(2, (await RunAsync(engine, "Late")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task SubOrchestration_Called_ReturnsItsOutputAndItsFailure()
    {
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<object?, int>("Parent", async (context, _) =>
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
            .Orchestrator<int, int>("Child", async (context, input) =>
            {
                await context.CallActivityAsync("Nothing");
                return input < 0 ? throw new ArgumentException("negative") : input * 10;
            })
            .Activity<object?, int>("Nothing", _ => 0));

        Assert.Equal(290, (await RunAsync(engine, "Parent")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task SubOrchestration_OfATaggedParent_HasItsTagsUnderItsOwn()
    {
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<object?, int>("Parent", (context, _) => context.CallSubOrchestratorAsync<int>(
                "Child", null, new TaskOptions(tags: new Dictionary<string, string> { ["b"] = "child" }).WithInstanceId("tagged-child")))
            .Orchestrator<object?, int>("Child", (_, _) => Task.FromResult(1)));
        var tags = new Dictionary<string, string> { ["a"] = "parent", ["b"] = "parent" };
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("tagged") { Tags = tags });
        await EndOfAsync(engine, "tagged");

        var child = (await engine.Client.GetInstanceAsync("tagged-child", true))!;

        Assert.Equal(new Dictionary<string, string> { ["a"] = "parent", ["b"] = "child" }, child.Tags.ToDictionary());
    }

    [Fact]
    public async Task ContinueAsNew_WithEventsLeft_TakesThemInTheNextGeneration()
    {
        await using var engine = await StartAsync(new TaskSet().Orchestrator<int, int>("Loop", async (context, sum) =>
        {
            var next = await context.WaitForExternalEvent<int>("add");
            if (next == 0)
            {
                return sum;
            }

            context.ContinueAsNew(sum + next);
            return -1;
        }));
        await BeginAsync(engine, "Loop", 0, "loop");

        for (var i = 1; i <= 20; i++)
        {
            await engine.Client.RaiseEventAsync("loop", "add", i);
        }

        await engine.Client.RaiseEventAsync("loop", "add", 0);
        Assert.Equal(210, (await EndOfAsync(engine, "loop")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Instance_Suspended_TakesEventsWhenItIsResumed()
    {
        await using var engine = await StartAsync(new TaskSet().Orchestrator<object?, string>("Pausable", (context, _) => context.WaitForExternalEvent<string>("x")));
        await BeginAsync(engine, "Pausable", null, "p");

        await engine.Client.SuspendInstanceAsync("p", "hold");
        await UntilAsync(engine, "p", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await engine.Client.RaiseEventAsync("p", "x", "kept");
        await engine.Client.ResumeInstanceAsync("p");

        Assert.Equal("kept", (await EndOfAsync(engine, "p")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Instance_Terminated_HasTheGivenOutputAndMayBePurged()
    {
        await using var engine = await StartAsync(new TaskSet().Orchestrator<object?, string>("Forever", (context, _) => context.WaitForExternalEvent<string>("never")));
        await BeginAsync(engine, "Forever", null, "t");

        await engine.Client.TerminateInstanceAsync("t", "stopped");
        var ended = await EndOfAsync(engine, "t");

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, ended.RuntimeStatus);
        Assert.Equal("stopped", ended.ReadOutputAs<string>());
        Assert.Equal(1, (await engine.Client.PurgeInstanceAsync("t")).PurgedInstanceCount);
        Assert.Null(await engine.Client.GetInstanceAsync("t"));
    }

    [Theory]
    [InlineData("returns", OrchestrationRuntimeStatus.Completed)]
    [InlineData("throws", OrchestrationRuntimeStatus.Failed)]
    public async Task Orchestrator_ThatEndsBeforeItsActivity_StaysOpenUntilThatEnds(string how, OrchestrationRuntimeStatus status)
    {
        var (begun, release) = (NewSource(), NewSource());
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<string, int>("Ends", (context, input) =>
            {
                _ = context.CallActivityAsync<int>("Lasts");
                return input == "throws" ? throw new InvalidOperationException("thrown") : Task.FromResult(1);
            })
            .Activity<object?, int>("Lasts", async _ =>
            {
                begun.TrySetResult();
                await release.Task;
                return 0;
            }));
        await BeginAsync(engine, "Ends", how, "open");
        await begun.Task;

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await engine.Client.GetInstanceAsync("open", true))!.RuntimeStatus);
        release.SetResult();

        Assert.Equal(status, (await EndOfAsync(engine, "open")).RuntimeStatus);
    }

    [Fact]
    public async Task SendEvent_ToAnotherInstance_ReachesItsWait()
    {
        await using var engine = await StartAsync(new TaskSet()
            .Orchestrator<int, int>("Sender", (context, value) =>
            {
                context.SendEvent("receiver", "GO", value);
                return Task.FromResult(0);
            })
            .Orchestrator<object?, int>("Receiver", (context, _) => context.WaitForExternalEvent<int>("go")));
        await BeginAsync(engine, "Receiver", null, "receiver");

        await RunAsync(engine, "Sender", 2);

        Assert.Equal(2, (await EndOfAsync(engine, "receiver")).ReadOutputAs<int>());
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task BeginAsync(IEngine engine, string name, object? input, string id) =>
        engine.Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));

    private static async Task<OrchestrationMetadata> RunAsync(IEngine engine, string name, object? input = null)
    {
        var id = Guid.NewGuid().ToString("N");
        await BeginAsync(engine, name, input, id);
        return await EndOfAsync(engine, id);
    }

    private static async Task<OrchestrationMetadata> EndOfAsync(IEngine engine, string id)
    {
        using var timeout = HangLimit.Begin();
        return await engine.Client.WaitForInstanceCompletionAsync(id, true, timeout.Token);
    }

    private static Task UntilStatusAsync(IEngine engine, string id, string status) => UntilAsync(engine, id, instance => instance.SerializedCustomStatus == status);

    private static async Task UntilAsync(IEngine engine, string id, Func<OrchestrationMetadata, bool> condition)
    {
        using var timeout = HangLimit.Begin();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await engine.Client.GetInstanceAsync(id, true, timeout.Token) is not { } instance || !condition(instance))
        {
            await timer.WaitForNextTickAsync(timeout.Token);
        }
    }
}

public sealed class MicrosoftEngineTests : EngineConformance
{
    protected override async Task<IEngine> StartAsync(TaskSet tasks) => await MicrosoftEngine.StartAsync(tasks);
}

public sealed class MemoryEngineTests : EngineConformance
{
    protected override async Task<IEngine> StartAsync(TaskSet tasks) => await LocalEngine.StartInMemoryAsync(tasks);
}

public sealed class PostgresEngineTests(PostgresHub postgres) : EngineConformance, IClassFixture<PostgresHub>
{
    protected override async Task<IEngine> StartAsync(TaskSet tasks) => await postgres.StartAsync(tasks);
}
