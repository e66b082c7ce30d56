using System.Numerics;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Tests.Transactions;

public sealed class SenderOnAnvilTests(AnvilChain chain) : IClassFixture<AnvilChain>
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_request_is_sent_once_and_final_once_it_is_deep_enough()
    {
        var sender = await SenderAsync(confirmations: 3);
        var to = TestOrders.Account("first");
        await sender.EnqueueAsync(Mint("a", to, 5), default);
        await sender.EnqueueAsync(Mint("a", to, 5), default);
        await sender.DriveAsync(default);
        await sender.DriveAsync(default);
        Assert.Equal(TransactionState.Mined, (await sender.FindAsync("a", default))!.State);
        await chain.MineAsync(2);
        var report = await sender.DriveAsync(default);
        Assert.Equal((0, 1), (report.Open, report.Finished));
        Assert.Equal(TransactionState.Succeeded, (await sender.FindAsync("a", default))!.State);
        Assert.Equal(5, await BalanceAsync(to));
    }

    [Fact]
    public async Task A_key_that_stands_for_something_else_is_refused()
    {
        var sender = await SenderAsync();
        await sender.EnqueueAsync(Mint("taken", TestOrders.Payer, 1), default);
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => sender.EnqueueAsync(Mint("taken", TestOrders.Payer, 2), default));
    }

    [Fact]
    public async Task A_transaction_that_would_be_reverted_is_refused_with_the_reason()
    {
        var sender = await SenderAsync();
        await sender.EnqueueAsync(new TransactionRequest("refused", chain.Escrow.Address, EscrowCalls.Release([])), default);
        for (var i = 0; i < 5; i++)
        {
            await sender.DriveAsync(default);
        }

        var status = (await sender.FindAsync("refused", default))!;
        Assert.Equal((TransactionState.Refused, "NotOperator"), (status.State, EscrowRefusal.FromBytes(status.RevertData).Name));
    }

    [Fact]
    public async Task A_transaction_that_is_reverted_in_its_block_is_reported_with_the_reason()
    {
        var sender = await SenderAsync();
        var terms = await chain.TermsAsync(1_000);
        var deposit = chain.Escrow.DepositAddressOf(chain.Escrow.OrderIdOf(terms));
        await chain.Wallet(chain.Payer).SendAsync(terms.Token, EscrowCalls.Transfer(deposit, 1_000), 0, default);
        await chain.ControlAsync("evm_setAutomine", false);
        try
        {
            // Somebody who pays more collects the deposit first, after our gas was estimated.
            await sender.EnqueueAsync(new TransactionRequest("reverted", chain.Escrow.Address, EscrowCalls.Collect(terms)), default);
            await sender.DriveAsync(default);
            await OvertakeAsync(await chain.NewAccountAsync(), EscrowCalls.Collect(terms));
            await chain.MineAsync(1);
        }
        finally
        {
            await chain.ControlAsync("evm_setAutomine", true);
        }

        await sender.DriveAsync(default);
        var status = (await sender.FindAsync("reverted", default))!;
        Assert.Equal(TransactionState.Reverted, status.State);
    }

    [Fact]
    public async Task A_stuck_transaction_is_offered_more_until_it_is_mined()
    {
        var sender = await SenderAsync();
        var to = TestOrders.Account("stuck");
        await chain.ControlAsync("evm_setAutomine", false);
        Bytes32 first;
        try
        {
            await sender.EnqueueAsync(Mint("stuck", to, 5), default);
            await sender.DriveAsync(default);
            first = (await sender.FindAsync("stuck", default))!.Hash!.Value;
            _time.Advance(TimeSpan.FromSeconds(31));
            await sender.DriveAsync(default);
        }
        finally
        {
            await chain.ControlAsync("evm_setAutomine", true);
        }

        await chain.MineAsync(3);
        await sender.DriveAsync(default);
        var status = (await sender.FindAsync("stuck", default))!;
        Assert.Equal(TransactionState.Succeeded, status.State);
        Assert.NotEqual(first, status.Hash);
        Assert.Equal(5, await BalanceAsync(to));
    }

    [Fact]
    public async Task Above_the_gas_ceiling_it_waits_and_says_so()
    {
        var account = await chain.NewAccountAsync();
        var sender = Sender(account, o => o with { MaxFeePerGas = 1 });
        await sender.EnqueueAsync(Mint("dear", TestOrders.Payer, 1), default);
        var report = await sender.DriveAsync(default);
        Assert.Equal((0, WaitingReason.GasCeiling), (report.Sent, report.Waiting));
        Assert.Equal(WaitingReason.GasCeiling, (await sender.FindAsync("dear", default))!.Waiting);

        var cheaper = Sender(account, o => o);
        await cheaper.DriveAsync(default);
        Assert.Null((await cheaper.FindAsync("dear", default))!.Waiting);
    }

    private async Task OvertakeAsync(LocalKeySigner account, byte[] data)
    {
        var gwei = BigInteger.Pow(10, 9);
        var transaction = new Eip1559Transaction(
            chain.Escrow.ChainId, 0, 50 * gwei, 100 * gwei, 500_000, chain.Escrow.Address, BigInteger.Zero, data);
        await chain.Client.SendRawAsync((await transaction.SignAsync(account, default)).Raw, default);
    }

    private async Task<TransactionSender> SenderAsync(int confirmations = 1) =>
        Sender(await chain.NewAccountAsync(), o => o with { Confirmations = confirmations });

    private TransactionSender Sender(LocalKeySigner account, Func<TransactionSenderOptions, TransactionSenderOptions> configure) => new(
        chain.Client,
        account,
        new TransactionSeal(new byte[32]),
        configure(new TransactionSenderOptions { ChainId = chain.Escrow.ChainId, Confirmations = 1 }),
        chain.Source,
        _time,
        NullLogger<TransactionSender>.Instance);

    private TransactionRequest Mint(string key, Address to, int amount) => new(key, chain.Deployment.Token, EscrowDeployment.Mint(to, amount));

    private Task<BigInteger> BalanceAsync(Address account) => TokenReader.BalanceAsync(chain.Client, chain.Deployment.Token, account, default);
}
