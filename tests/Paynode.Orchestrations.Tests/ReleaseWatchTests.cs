using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

// A class, and so an escrow, of its own: it is paused.
public sealed class ReleaseWatchTests(SettlementStage stage) : IClassFixture<SettlementStage>
{
    private readonly string chain = $"c{Guid.NewGuid():N}";

    [Fact]
    public async Task Release_ThatNobodyDecided_StopsTheChainAndPausesTheEscrow()
    {
        var (batches, node) = await stage.OpenAsync(chain);
        var watch = stage.WatchReleases();
        await CatchUpAsync(node);
        await watch.CheckAsync(node, default);
        var decided = await stage.OrdersToReleaseAsync(chain, 1);
        await SettlementStage.DriveUntilAsync(batches, () => stage.AllReleasedAsync(decided));
        await CatchUpAsync(node);
        await watch.CheckAsync(node, default);
        Assert.Null(await stage.StoppedForAsync(chain));

        await stage.ReleaseByHandAsync(await stage.LockAsync());
        await CatchUpAsync(node);
        await watch.CheckAsync(node, default);

        Assert.NotNull(await stage.StoppedForAsync(chain));
        await SettlementStage.DriveUntilAsync(batches, stage.IsPausedAsync);
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
