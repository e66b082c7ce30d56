using Paynode.Chain.Configuration;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Transactions;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class SettlementBatchesTests(SettlementStage stage) : IClassFixture<SettlementStage>
{
    private readonly string chain = $"c{Guid.NewGuid():N}";

    [Fact]
    public async Task One_that_spoils_its_batch_is_found_by_halving_and_parked_and_all_others_settle()
    {
        var (batches, _) = await stage.OpenAsync(chain);
        var orders = await stage.OrdersToReleaseAsync(chain, 9);
        var bad = orders[5];
        stage.Node.OnEstimate = Refusing(bad);

        await SettlementStage.DriveUntilAsync(batches, async () => (await stage.Intents.BacklogAsync(chain)).Quarantined == 1);

        foreach (var order in orders)
        {
            Assert.Equal(order != bad, await stage.IsReleasedAsync(order));
        }

        var parked = (await stage.Intents.FindAsync(chain, bad.ToString()))!;
        Assert.Equal(WaitingReason.NodeRefuses, parked.Failure);
        Assert.Single(stage.Alerts.Alerts, alert => alert.Contains(bad.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_parked_is_tried_again_later_and_settles_when_it_can()
    {
        var (batches, _) = await stage.OpenAsync(chain);
        var order = Assert.Single(await stage.OrdersToReleaseAsync(chain, 1));
        stage.Node.OnEstimate = Refusing(order);
        await SettlementStage.DriveUntilAsync(batches, async () => (await stage.Intents.BacklogAsync(chain)).Quarantined == 1);
        stage.Node.OnEstimate = _ => { };

        await batches.DriveAsync(default);
        Assert.False(await stage.IsReleasedAsync(order));

        stage.Time.Advance(FailedBatches.QuarantinePeriod);
        await SettlementStage.DriveUntilAsync(batches, () => stage.IsReleasedAsync(order));
    }

    [Fact]
    public async Task Above_the_gas_ceiling_settlement_waits_says_so_and_gathers_what_comes_meanwhile()
    {
        var (expensive, node) = await stage.OpenAsync(chain, options => options.MaxFeeGwei = 0.000000001m);
        using var waiting = new GaugeReading(
            ChainTelemetry.Name, "paynode.chain.transactions.waiting", ("chain.id", node.ChainId), ("reason", WaitingReason.GasCeiling));
        using var open = new GaugeReading(SettlementTelemetry.Name, "paynode.settlement.open", ("chain", chain), ("kind", "release"));
        var orders = new List<Bytes32>();
        for (var round = 0; round < 3; round++)
        {
            orders.AddRange(await stage.OrdersToReleaseAsync(chain, 2));
            await expensive.DriveAsync(default);
        }

        Assert.Equal(1, (await node.Sender.WaitingCountsAsync(default))[WaitingReason.GasCeiling]);
        Assert.Equal(4, (await stage.BatchesAsync(chain, orders)).Count(key => key is null));
        Assert.Equal((1, 6), (waiting.Last, open.Last));

        var (cheap, _) = await stage.OpenAsync(chain);
        await SettlementStage.DriveUntilAsync(cheap, () => stage.AllReleasedAsync(orders));
        Assert.Equal(2, (await stage.BatchesAsync(chain, orders)).Distinct().Count());
        Assert.Empty(await node.Sender.WaitingCountsAsync(default));
        Assert.Equal(0, waiting.Last);
    }

    [Fact]
    public async Task A_release_near_its_deadline_goes_above_the_ceiling_and_the_others_wait_until_theirs_is_near()
    {
        var (expensive, node) = await stage.OpenAsync(chain, options => (options.MaxFeeGwei, options.PressingMaxFeeGwei) = (0.000000001m, 500m));
        var first = await stage.OrdersToReleaseAsync(chain, 2, TimeSpan.FromHours(2));
        await expensive.DriveAsync(default);
        var calm = await stage.OrdersToReleaseAsync(chain, 2, TimeSpan.FromHours(3));
        var pressing = await stage.OrdersToReleaseAsync(chain, 2, node.Chain.DeadlinePriorityBefore);

        await SettlementStage.DriveUntilAsync(expensive, () => stage.AllReleasedAsync(pressing));
        Assert.False(await stage.AllReleasedAsync(first));
        Assert.Equal([null, null], await stage.BatchesAsync(chain, calm));

        stage.Time.Advance(TimeSpan.FromHours(2) - node.Chain.DeadlinePriorityBefore);
        await SettlementStage.DriveUntilAsync(expensive, () => stage.AllReleasedAsync(first));
        Assert.Equal([null, null], await stage.BatchesAsync(chain, calm));
    }

    [Fact]
    public async Task A_batch_goes_when_it_is_full()
    {
        var (batches, _) = await stage.OpenAsync(chain, Gathering);
        var first = await stage.OrdersToReleaseAsync(chain, 2);
        await batches.DriveAsync(default);
        Assert.Equal([null, null], await stage.BatchesAsync(chain, first));

        var third = await stage.OrdersToReleaseAsync(chain, 1);
        await batches.DriveAsync(default);
        Assert.NotNull(Assert.Single((await stage.BatchesAsync(chain, [.. first, .. third])).Distinct()));
    }

    [Fact]
    public async Task A_batch_goes_when_its_oldest_has_waited_long_enough()
    {
        var (batches, _) = await stage.OpenAsync(chain, Gathering);
        var orders = await stage.OrdersToReleaseAsync(chain, 2);
        await batches.DriveAsync(default);
        Assert.Equal([null, null], await stage.BatchesAsync(chain, orders));

        stage.Time.Advance(TimeSpan.FromMinutes(10));
        await SettlementStage.DriveUntilAsync(batches, () => stage.AllReleasedAsync(orders));
    }

    [Fact]
    public async Task Orders_in_a_former_escrow_are_settled_there()
    {
        var successor = await stage.SuccessorAsync();
        var (batches, _) = await stage.OpenAsync(chain, options =>
        {
            options.FormerEscrows.Add(options.Escrow);
            options.Escrow = successor.ToString();
        });
        var orders = await stage.OrdersToReleaseAsync(chain, 2);
        await SettlementStage.DriveUntilAsync(batches, () => stage.AllReleasedAsync(orders));
    }

    [Fact]
    public async Task Release_ThatSomebodyWroteIntoTheDatabase_IsHeldAndNotSigned()
    {
        var (batches, _) = await stage.OpenAsync(chain);
        var orders = await stage.OrdersToReleaseAsync(chain, 3);
        Assert.Equal(1, await stage.WriteAsync(
            "UPDATE paynode.chain_intents SET provider_address = $2 WHERE escrow_order_id = $1", orders[0].ToString(), "0x" + new string('e', 40)));
        var injected = await stage.LockAsync();
        Assert.Equal(1, await stage.WriteAsync(
            """
            INSERT INTO paynode.chain_intents (chain, escrow_order_id, kind, provider_address, currency, amount_minor, created_at, escrow, seal)
            SELECT chain, $2, kind, provider_address, currency, amount_minor, created_at, escrow, seal
            FROM paynode.chain_intents WHERE escrow_order_id = $1
            """,
            orders[1].ToString(), injected.ToString()));

        await SettlementStage.DriveUntilAsync(batches, () => stage.AllReleasedAsync(orders.Skip(1)));

        foreach (var order in new[] { orders[0], injected })
        {
            Assert.False(await stage.IsReleasedAsync(order));
            Assert.Equal(HoldReason.Unproven, (await stage.Intents.FindAsync(chain, order.ToString()))!.HeldReason);
        }
    }

    [Fact]
    public async Task Release_TurnedIntoARefundInTheDatabase_IsHeldAndNotSigned()
    {
        var (batches, _) = await stage.OpenAsync(chain);
        var orders = await stage.OrdersToReleaseAsync(chain, 2);
        Assert.Equal(1, await stage.WriteAsync(
            "UPDATE paynode.chain_intents SET kind = 'refund', provider_address = NULL, deadline = NULL WHERE escrow_order_id = $1", orders[0].ToString()));

        await SettlementStage.DriveUntilAsync(batches, () => stage.AllReleasedAsync(orders.Skip(1)));
        await SettlementStage.DriveUntilAsync(batches, async () =>
            (await stage.Intents.FindAsync(chain, orders[0].ToString()))!.HeldReason == HoldReason.Unproven);
    }

    [Fact]
    public async Task Release_PutIntoABatchOfRefunds_IsHeldAndNotSigned()
    {
        var (batches, _) = await stage.OpenAsync(chain);
        var order = Assert.Single(await stage.OrdersToReleaseAsync(chain, 1));
        await stage.WriteAsync(
            "INSERT INTO paynode.chain_batches (batch_key, chain, kind, created_at) VALUES ($1, $2, 'refund', now())", $"refund:{chain}", chain);
        await stage.WriteAsync("UPDATE paynode.chain_intents SET batch_key = $2 WHERE escrow_order_id = $1", order.ToString(), $"refund:{chain}");

        await batches.DriveAsync(default);
        Assert.Equal(HoldReason.Unproven, (await stage.Intents.FindAsync(chain, order.ToString()))!.HeldReason);
        Assert.False(await stage.IsReleasedAsync(order));
    }

    [Fact]
    public async Task Drive_HeldWhileItsTransactionIsNotSigned_GoesWithoutTheHeldOne()
    {
        var (expensive, node) = await stage.OpenAsync(chain, options => options.MaxFeeGwei = 0.000000001m);
        var orders = await stage.OrdersToReleaseAsync(chain, 2);
        await expensive.DriveAsync(default);
        Assert.Equal(1, (await node.Sender.WaitingCountsAsync(default))[WaitingReason.GasCeiling]);
        await stage.WriteAsync(
            "UPDATE paynode.chain_intents SET held_at = now(), held_reason = 'provider_switched_off' WHERE escrow_order_id = $1", orders[0].ToString());
        await expensive.DriveAsync(default);

        Assert.Null((await stage.Intents.FindAsync(chain, orders[0].ToString()))!.BatchKey);
        var (cheap, _) = await stage.OpenAsync(chain);
        await SettlementStage.DriveUntilAsync(cheap, () => stage.IsReleasedAsync(orders[1]));
        Assert.False(await stage.IsReleasedAsync(orders[0]));
    }

    private static void Gathering(ChainOptions options) => (options.BatchItems, options.BatchSeconds) = (3, 600);

    // An error that no classification knows, whatever else is in the batch.
    private static Action<byte[]> Refusing(Bytes32 order) => data =>
    {
        if (data.AsSpan().IndexOf(order.ToArray()) >= 0)
        {
            throw new ChainRpcException(RpcErrorKind.Other, "internal error: 0x2a");
        }
    };
}
