using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Paynode.LocalHost.Durable;
using Xunit.Abstractions;
using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace Paynode.LocalHost.Tests;

/// <summary>The process is stopped after each durable write of a scenario in turn, and resumed; the outcome is always the same.</summary>
[Collection("postgres")]
public sealed class EveryWriteTests(TestPostgres postgres, ITestOutputHelper output)
{
    /// <summary>Scenarios at once: they mostly wait, for timers and for the next owner.</summary>
    private const int AtOnce = 6;

    private const string Expected = "a1,a2,a3|child:30|go|later|loop:3|attempt 3";

    [Fact]
    public Task Stopping_after_any_write_in_memory_changes_nothing() => EnumerateAsync(stopAfter =>
    {
        var (journal, leases) = (new MemoryJournal(), new SoleLeases());
        return IsStoppedAndResumedAsync(stopAfter, () => (journal, leases));
    });

    [Fact]
    public Task Stopping_after_any_write_in_PostgreSQL_changes_nothing() => EnumerateAsync(async stopAfter =>
    {
        await using var hub = await postgres.CreateHubAsync();
        return await IsStoppedAndResumedAsync(stopAfter, () => hub.NewProcess());
    });

    private async Task EnumerateAsync(Func<int, Task<bool>> isStopped)
    {
        var stops = 0;
        for (var isMore = true; isMore;)
        {
            var stopped = await Task.WhenAll(Enumerable.Range(stops + 1, AtOnce).Select(isStopped));
            isMore = stopped.All(it => it);
            stops += stopped.Count(it => it);
        }

        output.WriteLine($"{stops} durable writes were each followed by a stop.");
        Assert.True(stops > 15, $"only {stops} writes were seen");
    }

    // Whether there was such a write; a scenario with fewer ends undisturbed.
    private async Task<bool> IsStoppedAndResumedAsync(int stopAfter, Func<(IJournal Journal, ILeases Leases)> newProcess)
    {
        var effects = new ConcurrentDictionary<string, int>();
        var (journal, leases) = newProcess();
        var stopping = new StoppingJournal(journal, stopAfter);
        var finished = await RunAsync(stopping, leases, effects, stopping.Stopped);
        if (finished is null)
        {
            (journal, leases) = newProcess();
            finished = await RunAsync(journal, leases, effects, Task.Delay(Timeout.InfiniteTimeSpan));
        }

        Assert.Equal(Expected, finished);
        Assert.All(["a1", "a2", "a3", "c1", "c2", "c3"], effect => Assert.InRange(effects.GetValueOrDefault(effect), 1, 2));
        return stopping.Stopped.IsCompleted;
    }

    // Drives the scenario to its end, as a client would who repeats what was not answered; null when the process was stopped.
    private async Task<string?> RunAsync(IJournal journal, ILeases leases, ConcurrentDictionary<string, int> effects, Task stopped)
    {
        await using var host = Scenario(new EngineHost(journal, leases), effects);
        host.Loggers = new TestLog(output);
        await host.StartAsync();
        using var leave = new CancellationTokenSource();
        var client = DriveAsync(host, leave.Token);
        if (await Task.WhenAny(client, stopped) == client)
        {
            return await client;
        }

        await leave.CancelAsync();
        await host.Engine.AbandonAsync();
        await client.ContinueWith(_ => { }, TaskScheduler.Default);
        return null;
    }

    private static async Task<string> DriveAsync(EngineHost host, CancellationToken leave)
    {
        try
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Main", 1, new StartOrchestrationOptions("main"), leave);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // A former attempt was taken, though nobody said so.
        }

        await host.Client.RaiseEventAsync("main", "go", "go", leave);
        return (await host.EndOfAsync("main", leave)).ReadOutputAs<string>()!;
    }

    private static EngineHost Scenario(EngineHost host, ConcurrentDictionary<string, int> effects)
    {
        void Effect(string name) => effects.AddOrUpdate(name, 1, (_, count) => count + 1);

        return host
            .Orchestrator("Main", async context =>
            {
                var parts = new List<string>();
                var fan = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => context.CallActivityAsync<string>("Effect", $"a{i}")));
                parts.Add(string.Join(',', fan));
                var children = await Task.WhenAll(Enumerable.Range(1, 3).Select(i =>
                    context.CallSubOrchestratorAsync<int>("Child", i, new SubOrchestrationOptions(instanceId: $"child-{i}"))));
                parts.Add($"child:{children.Sum() * 5}");
                parts.Add(await context.WaitForExternalEvent<string>("go"));
                await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                parts.Add("later");
                parts.Add(await context.CallSubOrchestratorAsync<string>("Loop", 0));
                parts.Add(await context.CallActivityAsync<string>("Flaky", context.NewGuid(), TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1)))));
                return string.Join('|', parts);
            })
            .Orchestrator("Child", async context =>
            {
                var input = context.GetInput<int>();
                await context.CallActivityAsync<string>("Effect", $"c{input}");
                return input;
            })
            .Orchestrator("Loop", async context =>
            {
                var round = context.GetInput<int>();
                if (round == 3)
                {
                    return $"loop:{round}";
                }

                await context.CallActivityAsync<string>("Nothing");
                context.ContinueAsNew(round + 1);
                return "";
            })
            .Activity<string, string>("Effect", name =>
            {
                Effect(name);
                return name;
            })
            .Activity<object?, string>("Nothing", _ => "")
            .Activity<Guid, string>("Flaky", id =>
            {
                Effect(id.ToString());
                return effects[id.ToString()] < 3 ? throw new InvalidOperationException("not yet") : "attempt 3";
            });
    }
}
