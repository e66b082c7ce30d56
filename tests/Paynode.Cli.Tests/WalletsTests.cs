using Paynode.Chain.Primitives;
using Paynode.Cli.Demo.Chain;
using Paynode.Cli.Demo.Scenarios;
using Paynode.Cli.Tests.Support;
using Paynode.LocalServices;
using Paynode.LocalServices.Hosting;

namespace Paynode.Cli.Tests;

/// <summary>The demo's wallets against a real Anvil, which drops accepted transactions in more than one way.</summary>
public sealed class WalletsTests : IAsyncLifetime
{
    private const long Gwei = 1_000_000_000;
    private static readonly TimeProvider Time = new FastTime(20);

    private readonly HttpClient _http = new();
    private PrivateAnvil _anvil = null!;
    private DevelopmentRpc _rpc = null!;
    private DevelopmentNode _node = null!;
    private Wallets _wallets = null!;

    public async Task InitializeAsync()
    {
        _anvil = await PrivateAnvil.StartAsync(new AnvilOptions { Arguments = ["--no-mining"] });
        _rpc = new DevelopmentRpc(_anvil.RpcUrl);
        _node = new DevelopmentNode(_http, new Uri(_anvil.RpcUrl), Time);
        _wallets = new Wallets(_node, [Payer], Time);
    }

    public async Task DisposeAsync()
    {
        _wallets.Dispose();
        _rpc.Dispose();
        _http.Dispose();
        await _anvil.DisposeAsync();
    }

    private string Payer => _anvil.Accounts[2].Address;

    [Fact]
    public async Task Fund_BaseFeeRisesBeforeTheNextBlock_IsMined()
    {
        var funding = await FundAsync(FundingWay.Lock);
        await MineAsync(baseFeePerGas: 40 * Gwei);
        Assert.True(await _node.OutcomeAsync(funding.Hash, default));
    }

    [Fact]
    public async Task Fund_SeveralOrders_HaveRisingNonces()
    {
        var first = await FundAsync(FundingWay.Lock);
        var second = await FundAsync(FundingWay.DepositAddress);
        Assert.Equal([0L, 1L, 2L], first.Transactions.Concat(second.Transactions).Select(sent => sent.Nonce));
    }

    [Fact]
    public async Task RequireMined_NodeLostTheTransactions_SendsTheVerySameAgain()
    {
        var funding = await FundAsync(FundingWay.Lock);
        await _rpc.CallAsync<object>("anvil_dropAllTransactions");
        Assert.False(await _node.KnowsAsync(funding.Hash, default));
        await _rpc.CallAsync<object>("evm_setIntervalMining", 1);

        using var patient = new Wallets(_node, [Payer], new StoppedTime(20));
        await patient.RequireMinedAsync(funding, () => false, default);

        Assert.True(await _node.OutcomeAsync(funding.Hash, default));
    }

    [Fact]
    public async Task RequireMined_FundingInNoBlock_IsReportedWithItsHash()
    {
        var funding = await FundAsync(FundingWay.DepositAddress);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => _wallets.RequireMinedAsync(funding, () => false, default));
        Assert.Equal($"not funded: {funding.Hash} is in no block after 50 s", fault.Message);
    }

    [Fact]
    public async Task RequireMined_PaynodeHasSeenIt_AsksNobody()
    {
        var funding = new Funding([new SentTransaction("0x00", Payer, Payer, [], 21_000, 0)]);
        await _wallets.RequireMinedAsync(funding, () => true, default);
    }

    private Task<Funding> FundAsync(FundingWay way) => _wallets.FundAsync(Payer, Given.Order().Deposit, way, default);

    private async Task MineAsync(long baseFeePerGas)
    {
        await _rpc.CallAsync<object>("anvil_setNextBlockBaseFeePerGas", Hex.EncodeQuantity(baseFeePerGas));
        await _rpc.CallAsync<object>("evm_mine");
    }
}
