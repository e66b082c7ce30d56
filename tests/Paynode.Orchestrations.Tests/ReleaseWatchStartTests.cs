using Paynode.Chain.Indexing;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

// A class, and so an escrow, of its own: what another test released would be undecided here.
public sealed class ReleaseWatchStartTests(SettlementStage stage) : IClassFixture<SettlementStage>
{
    private const int MoreThanIsComparedAgain = 40;

    [Fact]
    public async Task Release_ReadWhileNothingComparedIt_StopsTheChainAtTheStart()
    {
        var chain = $"c{Guid.NewGuid():N}";
        var (_, node) = await stage.OpenAsync(chain);
        await CatchUpAsync(node);
        await stage.WatchReleases().CheckAsync(node, default);
        Assert.Null(await stage.StoppedForAsync(chain));

        await stage.ReleaseByHandAsync(await stage.LockAsync());
        await stage.MineAsync(MoreThanIsComparedAgain);
        await CatchUpAsync(node);

        // A chain of which nothing was compared yet starts shortly before the indexer's head.
        var upgraded = $"c{Guid.NewGuid():N}";
        var (_, sameNode) = await stage.OpenAsync(upgraded);
        await stage.WatchReleases().CheckAsync(sameNode, default);
        Assert.Null(await stage.StoppedForAsync(upgraded));

        await stage.WatchReleases().CheckAsync(node, default);
        Assert.NotNull(await stage.StoppedForAsync(chain));

        await stage.ReleaseByHandAsync(await stage.LockAsync());
        await CatchUpAsync(sameNode);
        var recent = $"c{Guid.NewGuid():N}";
        var (_, third) = await stage.OpenAsync(recent);
        await stage.WatchReleases().CheckAsync(third, default);
        Assert.NotNull(await stage.StoppedForAsync(recent));
    }

    private static async Task CatchUpAsync(ChainContext node)
    {
        ChainPoll poll;
        do
        {
            poll = await node.Indexer.PollAsync(default);
        }
        while (!poll.IsCaughtUp);
    }
}
