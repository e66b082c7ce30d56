using Paynode.Chain.Rpc;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

// A class, and so a chain, of its own.
public sealed class ChainWatchTests(SettlementStage stage) : IClassFixture<SettlementStage>
{
    private readonly string name = $"c{Guid.NewGuid():N}";

    [Fact]
    public async Task Poll_NodeOfOneChainHangs_ReadsTheOtherAgainAndAgain()
    {
        var slow = new MoodyNode(stage.Client);
        var ((_, going), (_, hanging)) = (await stage.OpenAsync(name), await stage.OpenAsync(name + "-slow", through: slow));
        slow.OnHead = token => Task.Delay(Timeout.Infinite, token);
        var (time, queue) = (new SteppedTime(), new SentEventMessages());
        var first = await stage.LockAsync();

        using var watch = stage.Watch([going, hanging], queue, time);
        var poll = watch.PollAsync(default);
        await queue.UntilSentAsync(first);
        for (var again = 0; again < 3; again++)
        {
            await time.StartedAsync(ChainWatch.Interval);
            var next = await stage.LockAsync();
            time.Advance(ChainWatch.Interval);
            await queue.UntilSentAsync(next);
        }

        Assert.False(poll.IsCompleted);
        time.Advance(ChainWatch.Limit);
        await poll.WaitAsync(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Poll_ChainCannotBeRead_StillComparesItsReleases()
    {
        var node = new MoodyNode(stage.Client);
        var (_, chain) = await stage.OpenAsync(name, through: node);
        using var watch = stage.Watch([chain], new SentEventMessages(), TimeProvider.System);
        await watch.PollAsync(default);
        await stage.ReleaseByHandAsync(await stage.LockAsync());
        while (!(await chain.Indexer.PollAsync(default)).IsCaughtUp)
        {
        }

        node.OnHead = _ => throw new ChainRpcException(RpcErrorKind.Unavailable, "away");
        await watch.PollAsync(default);

        Assert.NotNull(await stage.StoppedForAsync(name));
    }
}
