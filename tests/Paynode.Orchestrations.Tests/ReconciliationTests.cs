using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class ReconciliationTests(SettlementStage stage) : IClassFixture<SettlementStage>
{
    [Fact]
    public async Task Tokens_that_somebody_sent_the_escrow_are_a_surplus_but_a_lock_that_was_never_booked_is_a_violation()
    {
        var (_, chain) = await stage.OpenAsync("books", options => options.ReorgWindow = 8);
        await stage.SendTokensAsync(7);
        Assert.Equal((true, "chain 0.000007, ledger 0.000000, surplus 0.000007"), await CompareAsync(chain));

        await stage.LockAsync();
        Assert.True((await CompareAsync(chain)).Holds);
        await stage.MineAsync(10);
        Assert.Equal((false, "chain 1.000007, ledger 0.000000, surplus 1.000007, locked and never booked 1.000000"), await CompareAsync(chain));

        await stage.BookLocksAsync(chain);
        Assert.Equal((true, "chain 1.000007, ledger 1.000000, surplus 0.000007"), await CompareAsync(chain));
    }

    private async Task<(bool Holds, string Detail)> CompareAsync(ChainContext chain)
    {
        while (!(await chain.Indexer.PollAsync(default)).IsCaughtUp)
        {
        }

        var checks = await stage.ReconciliationOf(chain).CheckAsync(default);
        var check = Assert.Single(checks, it => it.Name == "escrow_matches_ledger:books:USDC");
        return (check.Holds, check.Detail);
    }
}
