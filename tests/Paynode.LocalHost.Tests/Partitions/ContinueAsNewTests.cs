using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>What comes between two generations of an instance is for the next one, or ends it.</summary>
public sealed class ContinueAsNewTests
{
    private readonly HeldJournal _journal = new(new MemoryJournal());

    [Fact]
    public async Task Events_accepted_between_two_generations_are_all_taken()
    {
        var begin = new TaskCompletionSource();
        await using var host = await SumAsync(begin);
        await host.Client.RaiseEventAsync("s", "add", 1);
        await host.Client.RaiseEventAsync("s", "add", 10);
        await HoldAsync(begin);

        var third = host.Client.RaiseEventAsync("s", "add", 100);
        await TakenUpAsync(host);
        _journal.Release();
        await third;
        await host.Client.RaiseEventAsync("s", "add", 0);

        Assert.Equal(111, (await host.EndOfAsync("s")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Suspended_between_two_generations_the_next_one_waits_to_be_resumed()
    {
        var begin = new TaskCompletionSource();
        await using var host = await SumAsync(begin);
        await host.Client.RaiseEventAsync("s", "add", 1);
        await HoldAsync(begin);

        var suspended = host.Client.SuspendInstanceAsync("s");
        await TakenUpAsync(host);
        _journal.Release();
        await suspended;
        await host.Client.RaiseEventAsync("s", "add", 10);
        await host.Client.RaiseEventAsync("s", "add", 0);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.Client.GetInstanceAsync("s"))!.RuntimeStatus);
        await host.Client.ResumeInstanceAsync("s");

        Assert.Equal(11, (await host.EndOfAsync("s")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Terminating_ends_a_loop_that_continues_as_new_at_once()
    {
        await using var host = new EngineHost(_journal, new SoleLeases())
            .Orchestrator("Hot", context =>
            {
                context.ContinueAsNew(context.GetInput<int>() + 1);
                return Task.FromResult(0);
            })
            .Orchestrator("Other", _ => Task.FromResult(0));
        host.Options.PartitionCount = 1;
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Hot", 0, new StartOrchestrationOptions("h"));

        await host.Client.TerminateInstanceAsync("h", "stop");
        await host.RunAsync("Other");

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.Client.GetInstanceAsync("h"))!.RuntimeStatus);
    }

    // Adds up what it is sent, one generation for each number, once it may begin; zero ends it.
    private async Task<EngineHost> SumAsync(TaskCompletionSource begin)
    {
        var host = new EngineHost(_journal, new SoleLeases())
            .Orchestrator("Sum", async context =>
            {
                var sum = context.GetInput<int>();
                if (sum == 0)
                {
                    await context.CallActivityAsync("Wait");
                }

                var next = await context.WaitForExternalEvent<int>("add");
                if (next == 0)
                {
                    return sum;
                }

                context.ContinueAsNew(sum + next);
                return -1;
            })
            .Activity<object?, int>("Wait", async _ =>
            {
                await begin.Task;
                return 0;
            });
        await host.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Sum", 0, new StartOrchestrationOptions("s"));
        return host;
    }

    private Task HoldAsync(TaskCompletionSource begin)
    {
        _journal.Hold();
        begin.SetResult();
        return Eventually.TrueAsync(() => _journal.IsHolding);
    }

    private static Task TakenUpAsync(EngineHost host) => Eventually.TrueAsync(() => host.Engine.PartitionOf("s")!.Waiting == 0);
}
