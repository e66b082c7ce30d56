using System.Numerics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Rpc;
using Paynode.Chain.Transactions;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class DepositCollectorTests(SettlementStage stage) : IClassFixture<SettlementStage>, IAsyncLifetime
{
    private const long Dollar = 1_000_000;
    private readonly string name = $"c{Guid.NewGuid():N}";
    private ChainContext chain = null!;
    private DepositCollector collector = null!;
    private BigInteger refundedBefore;

    public async Task InitializeAsync()
    {
        (_, chain) = await stage.OpenAsync(name);
        collector = stage.Collector(chain);
        stage.Node.OnEstimate = _ => { };
        refundedBefore = await stage.RefundedAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_first_part_of_a_deposit_waits_for_the_rest()
    {
        var deposit = await stage.RegisterAsync(chain, 10 * Dollar);
        await stage.PayAsync(chain, deposit, 4 * Dollar);
        await DriveAsync(3);
        Assert.Equal(EscrowOrderStatus.Unknown, await StatusAsync(deposit));

        await stage.PayAsync(chain, deposit, 6 * Dollar);
        await DriveAsync(3);
        Assert.Equal(EscrowOrderStatus.Locked, await StatusAsync(deposit));
        Assert.Equal(refundedBefore, await stage.RefundedAsync());
    }

    [Fact]
    public async Task A_part_whose_rest_never_came_goes_back_after_the_deadline()
    {
        var deposit = await stage.RegisterAsync(chain, 10 * Dollar, deadlineIn: -1);
        await stage.PayAsync(chain, deposit, 4 * Dollar);
        await DriveAsync(3);
        Assert.Equal(refundedBefore + (4 * Dollar), await stage.RefundedAsync());
    }

    [Fact]
    public async Task A_call_that_was_refused_is_made_again_until_it_is_done()
    {
        var deposit = await stage.RegisterAsync(chain, 10 * Dollar);
        stage.Node.OnEstimate = _ => throw new ChainRpcException(RpcErrorKind.Reverted, "execution reverted");
        await stage.PayAsync(chain, deposit, 10 * Dollar);
        await DriveAsync(12);
        Assert.Equal(TransactionState.Refused, (await CallAsync(deposit, 1))!.State);

        stage.Node.OnEstimate = _ => { };
        stage.Time.Advance(TimeSpan.FromHours(1));
        await DriveAsync(3);
        Assert.Equal(EscrowOrderStatus.Locked, await StatusAsync(deposit));
    }

    [Fact]
    public async Task Many_transfers_to_one_address_are_one_call()
    {
        var deposit = await stage.RegisterAsync(chain, 2 * Dollar);
        for (var i = 0; i < 5; i++)
        {
            await stage.PayAsync(chain, deposit, 2 * Dollar);
            await collector.DriveAsync(chain, default);
        }

        Assert.Equal((TransactionState.Queued, null), ((await CallAsync(deposit, 1))!.State, await CallAsync(deposit, 2)));
    }

    [Fact]
    public async Task A_transfer_that_arrives_during_an_overdue_look_is_looked_at()
    {
        var deposit = await stage.RegisterAsync(chain, 10 * Dollar);
        await stage.PayAsync(chain, deposit, 4 * Dollar);
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        var look = await DueAsync(deposit);
        await stage.PayAsync(chain, deposit, 6 * Dollar);

        await chain.Chain.Visits.ScheduleAsync(look!, isIdle: false, 0, stage.Time.GetUtcNow().AddHours(1), default);

        Assert.NotNull(await DueAsync(deposit));
    }

    [Fact]
    public async Task A_collect_has_the_gas_to_lock_even_where_it_was_estimated_to_send_a_part_back()
    {
        var deposit = await stage.RegisterAsync(chain, 10 * Dollar, deadlineIn: -1);
        await stage.PayAsync(chain, deposit, 4 * Dollar);
        await collector.DriveAsync(chain, default);
        await chain.Sender.DriveAsync(default);
        Assert.Equal(DepositCollector.LeastGas, await stage.GasLimitAsync(KeyOf(deposit, 1)));
    }

    [Theory]
    [InlineData(true, 999_999, false)]
    [InlineData(true, 1_000_000, true)]
    [InlineData(false, 1_999_999, false)]
    [InlineData(false, 2_000_000, true)]
    public async Task Less_than_the_smallest_order_stays_where_it_is_in_whichever_token(bool ownToken, long amount, bool moves)
    {
        var token = ownToken ? stage.Deployment.Token : stage.OtherToken;
        var deposit = await stage.RegisterAsync(chain, 10 * Dollar, deadlineIn: -1);
        await stage.PayAsync(chain, deposit, amount, token);
        await DriveAsync(3);
        Assert.Equal(moves, (await TokenReader.BalanceAsync(stage.Client, token, deposit.Address, default)).IsZero);
    }

    private async Task<DepositVisit?> DueAsync(EscrowDeposit deposit) =>
        (await chain.Chain.Visits.DueAsync(int.MaxValue, default)).SingleOrDefault(visit => visit.Deposit.Address == deposit.Address);

    private static string KeyOf(EscrowDeposit deposit, int call) => $"collect:{deposit.Address}:{deposit.Terms.Token}:{call}";

    private Task<TransactionStatus?> CallAsync(EscrowDeposit deposit, int call) => chain.Sender.FindAsync(KeyOf(deposit, call), default);

    private async Task<EscrowOrderStatus> StatusAsync(EscrowDeposit deposit) =>
        (await EscrowReader.OrderAsync(stage.Client, stage.Deployment.Contract, deposit.OrderId, default)).Status;

    private async Task DriveAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await collector.DriveAsync(chain, default);
            await chain.Sender.DriveAsync(default);
        }
    }
}
