using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>Who gets the places in which activities run.</summary>
public sealed class ActivitySharesTests
{
    [Fact]
    public void Shares_take_turns_however_much_one_has_waiting()
    {
        var shares = new ActivityShares(slots: 100);
        Add(shares, "NGN", 50);
        Add(shares, "KES", 2);

        Assert.Equal(["NGN", "KES", "NGN", "KES", "NGN", "NGN"], Enumerable.Range(0, 6).Select(_ => Take(shares)!.Name));
    }

    [Fact]
    public void One_share_holds_three_quarters_of_the_places_at_most()
    {
        var shares = new ActivityShares(slots: 24);
        Add(shares, "NGN", 50);
        var taken = Enumerable.Range(0, 24).Select(_ => Take(shares)).OfType<ActivityShares.Share>().ToArray();

        Assert.Equal(18, taken.Length);
        Add(shares, "KES", 1);
        Assert.Equal("KES", Take(shares)!.Name);
        Assert.Null(Take(shares));
        shares.Ended(taken[0]);
        Assert.Equal("NGN", Take(shares)!.Name);
    }

    [Fact]
    public async Task Activities_that_hang_keep_no_other_share_waiting()
    {
        var begun = 0;
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = new EngineHost(new MemoryJournal(), new SoleLeases())
            .Orchestrator("Calls", context => context.CallActivityAsync<int>(context.GetInput<string>()!))
            .Activity<object?, int>("Hangs", _ =>
            {
                Interlocked.Increment(ref begun);
                return gate.Task;
            })
            .Activity<object?, int>("Answers", _ => 1);
        host.Options.MaxConcurrentActivities = 4;
        await host.StartAsync();
        var hanging = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync(host, "Hangs", "NGN")));
        await Eventually.TrueAsync(() => Volatile.Read(ref begun) == 3);

        var answered = await host.EndOfAsync(await StartAsync(host, "Answers", "KES"));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, answered.RuntimeStatus);
        Assert.Equal(3, Volatile.Read(ref begun));
        gate.SetResult(1);
        await Task.WhenAll(hanging.Select(id => host.EndOfAsync(id)));
    }

    private static Task<string> StartAsync(EngineHost host, string activity, string share) => host.Client.ScheduleNewOrchestrationInstanceAsync(
        "Calls", activity, new StartOrchestrationOptions { Tags = new Dictionary<string, string> { [host.Options.ShareTag] = share } });

    private static void Add(ActivityShares shares, string name, int count)
    {
        for (var i = 0; i < count; i++)
        {
            shares.Add(name, default);
        }
    }

    private static ActivityShares.Share? Take(ActivityShares shares) => shares.TryTake(out _, out var share) ? share : null;
}
