using Paynode.Chain.Cryptography;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Rpc;

public sealed class QuorumChainClientTests
{
    private static readonly LogFilter AnyLog = new() { FromBlock = 0, ToBlock = 100 };

    [Fact]
    public async Task Two_of_three_agree_against_one_that_leaves_logs_out()
    {
        var nodes = Nodes(3);
        nodes[1].OnLogs = (_, _) => [];
        Assert.Single(await new QuorumChainClient(nodes, 2).GetLogsAsync(AnyLog, default));
    }

    [Fact]
    public async Task Nodes_that_contradict_each_other_decide_nothing()
    {
        var nodes = Nodes(2);
        nodes[1].OnLogs = (_, _) => [];
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => new QuorumChainClient(nodes, 2).GetLogsAsync(AnyLog, default));
        Assert.Equal(RpcErrorKind.Disagreement, error.Kind);
    }

    [Fact]
    public async Task The_newest_block_is_one_that_enough_nodes_have()
    {
        var nodes = Nodes(3);
        nodes[0].Mine();
        nodes[0].Mine();
        nodes[1].Mine();
        var head = await new QuorumChainClient(nodes, 2).GetBlockAsync(BlockId.Latest, default);
        Assert.Equal(2, head!.Number);
    }

    [Fact]
    public async Task Forked_nodes_do_not_make_a_newest_block()
    {
        var nodes = Nodes(2);
        nodes[1].Drop(1);
        nodes[1].Mine();
        await Assert.ThrowsAsync<ChainRpcException>(() => new QuorumChainClient(nodes, 2).GetBlockAsync(BlockId.Latest, default));
    }

    [Fact]
    public async Task One_node_away_does_not_matter_while_enough_are_there()
    {
        var nodes = Nodes(3);
        nodes[2].OnRequest = _ => throw new ChainRpcException(RpcErrorKind.Unavailable, "away");
        Assert.Equal(7, await new QuorumChainClient(nodes, 2).GetChainIdAsync(default));
        nodes[1].OnRequest = nodes[2].OnRequest;
        await Assert.ThrowsAsync<ChainRpcException>(() => new QuorumChainClient(nodes, 2).GetChainIdAsync(default));
    }

    [Fact]
    public async Task One_node_of_three_cannot_forge_a_blocks_time()
    {
        var nodes = Nodes(3);
        nodes[0].OnHeader = h => h is null ? null : h with { TimestampSeconds = 4_000_000_000 };
        var head = await new QuorumChainClient(nodes, 2).GetBlockAsync(BlockId.Latest, default);
        Assert.Equal(nodes[1].Head.TimestampSeconds, head!.TimestampSeconds);
    }

    [Fact]
    public async Task One_node_of_three_cannot_hide_a_blocks_events_by_its_bloom_filter()
    {
        var nodes = Nodes(3);
        nodes[0].OnHeader = h => h is null ? null : h with { LogsBloom = new byte[256] };
        var headers = await new QuorumChainClient(nodes, 2).GetBlocksAsync([0, 1], default);
        Assert.Equal(nodes[1].Head.LogsBloom, headers[1]!.LogsBloom);
    }

    [Fact]
    public async Task One_node_of_three_cannot_forge_a_logs_transaction()
    {
        var nodes = Nodes(3);
        nodes[0].OnLogs = (_, logs) => [.. logs.Select(l => l with { TransactionHash = Keccak256.Hash("forged") })];
        var log = Assert.Single(await new QuorumChainClient(nodes, 2).GetLogsAsync(AnyLog, default));
        Assert.Equal(nodes[1].CanonicalLogs.Single().TransactionHash, log.TransactionHash);
    }

    [Fact]
    public async Task One_node_of_three_cannot_forge_what_a_receipt_says()
    {
        var nodes = Nodes(3);
        var mined = nodes[1].CanonicalLogs.Single();
        nodes[0].OnReceipt = r => r is null ? null : r with { Logs = [], GasUsed = 1 };
        var receipt = Assert.Single(await new QuorumChainClient(nodes, 2).GetReceiptsAsync([mined.TransactionHash], default));
        Assert.Equal((100_000L, 1), (receipt!.GasUsed, receipt.Logs.Count));
    }

    [Theory]
    [InlineData(50_000, 50_100, 1_000_000_000, 50_100)]
    [InlineData(50_000, 50_100, 1, 50_000)]
    public async Task One_node_of_three_cannot_push_an_estimate_far_off(long first, long second, long lie, long expected)
    {
        var nodes = new[] { first, second, lie }.Select(gas => new ScriptedNode { Estimate = gas }).ToArray();
        var call = new CallRequest(TestOrders.Provider, [1]);
        Assert.Equal(expected, await new QuorumChainClient(nodes, 2).EstimateGasAsync(call, default));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task One_node_that_makes_up_a_price_is_not_believed(int count)
    {
        var nodes = Enumerable.Range(0, count).Select(_ => new ScriptedNode()).ToArray();
        nodes[0].Tip = 1_000_000_000_000;
        Assert.Equal(nodes[1].Tip, (await new QuorumChainClient(nodes, 2).GetFeesAsync(default)).PriorityFeePerGas);
    }

    private static ScriptedChain[] Nodes(int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var node = new ScriptedChain();
        node.Mine(ScriptedLog.Locked(TestOrders.Escrow(7), TestOrders.Terms(1)));
        return node;
    })];
}
