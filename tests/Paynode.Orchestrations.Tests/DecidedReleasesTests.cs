using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class DecidedReleasesTests(SettlementStage stage) : IClassFixture<SettlementStage>
{
    [Fact]
    public async Task Check_ReleaseWhoseReceiverWasChangedAfterwards_IsNamed()
    {
        var (batches, chain) = await stage.OpenAsync("decided");
        var orders = await stage.OrdersToReleaseAsync("decided", 3);
        do
        {
            await batches.DriveAsync(default);
        }
        while (!await stage.IsReleasedAsync(orders[2]));
        Assert.Equal((true, "0 releases that nobody decided"), await DecidedAsync(chain));

        await stage.WriteAsync("UPDATE paynode.chain_intents SET provider_address = $2 WHERE escrow_order_id = $1", orders[0].ToString(), "0x" + new string('e', 40));
        await stage.WriteAsync("UPDATE paynode.chain_intents SET amount_minor = amount_minor + 1 WHERE escrow_order_id = $1", orders[1].ToString());
        Assert.Equal((false, "2 releases that nobody decided"), await DecidedAsync(chain));
        await stage.WriteAsync("DELETE FROM paynode.chain_intents WHERE escrow_order_id = $1", orders[2].ToString());
        Assert.Equal((false, "3 releases that nobody decided"), await DecidedAsync(chain));
    }

    private async Task<(bool Holds, string Detail)> DecidedAsync(ChainContext chain)
    {
        while (!(await chain.Indexer.PollAsync(default)).IsCaughtUp)
        {
        }

        var check = Assert.Single(await stage.ReconciliationOf(chain).CheckAsync(default), it => it.Name == $"releases_are_decided:{chain.Name}");
        return (check.Holds, check.Detail);
    }
}
