using Microsoft.Extensions.Logging.Abstractions;
using Paynode.Chain.Configuration;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Tests.Support;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Tests.Configuration;

/// <summary>Two chains at once, each with its own escrow, in one database.</summary>
public sealed class TwoChainsTests(AnvilChain one, OtherAnvilChain two) : IClassFixture<AnvilChain>, IClassFixture<OtherAnvilChain>
{
    [Fact]
    public async Task Orders_on_two_chains_are_followed_and_settled_each_on_its_own()
    {
        var chains = new[] { await ConnectAsync(one), await ConnectAsync(two.Chain) };
        var store = new ChainEventStore(one.Source, TimeProvider.System);
        foreach (var (chain, node) in chains.Zip([one, two.Chain]))
        {
            var terms = await node.TermsAsync(5_000);
            await chain.Deposits.RegisterDepositAsync(terms, default);
            await node.Wallet(node.Payer).SendAsync(chain.Escrow.Address, EscrowCalls.Lock(terms), 0, default);
            var sender = chain.CreateSender(node.Operator, new TransactionSeal(new byte[32]));
            var release = EscrowCalls.Release([new EscrowRelease(chain.Escrow.OrderIdOf(terms), node.Provider.Address, 5_000, [])]);
            await sender.EnqueueAsync(new TransactionRequest("settle:1", chain.Escrow.Address, release), default);
            await sender.DriveAsync(default);
            await chain.Indexer.PollAsync(default);
        }

        var notifications = await store.TakeConfirmedAsync(100, default);
        Assert.Equal(
            chains.SelectMany(c => new[] { (c.ChainId, "Locked"), (c.ChainId, "Released") }),
            notifications.Select(n => (n.Event.ChainId, n.Event.Event.Kind)).OrderBy(n => n.ChainId));
        Assert.All(notifications, n => Assert.NotNull(n.Event.OrderId));
    }

    [Fact]
    public async Task A_node_of_another_chain_is_refused()
    {
        var options = Options(one);
        options.ChainId = 999;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync(one, options));
        Assert.Contains("999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_without_an_escrow_is_refused()
    {
        var options = Options(one);
        options.Escrow = one.Deployment.Token.ToString();
        await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync(one, options));
        options.Escrow = one.ThirdParty.Address.ToString();
        await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync(one, options));
    }

    private Task<PaynodeChain> ConnectAsync(AnvilChain node, ChainOptions? options = null) => PaynodeChain.ConnectAsync(
        "test", options ?? Options(node), node.Client, one.Source, TimeProvider.System, NullLoggerFactory.Instance, default);

    private static ChainOptions Options(AnvilChain node) => new()
    {
        ChainId = node.Escrow.ChainId,
        RpcUrl = node.Node.RpcUrl,
        Escrow = node.Escrow.Address.ToString(),
        StartBlock = node.Deployment.BlockNumber,
        Confirmations = "1",
        Tokens = { ["TUSD"] = node.Deployment.Token.ToString() },
    };
}
