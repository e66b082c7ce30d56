using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.LocalServices;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>Deposits of the wrong amount, in the wrong token, or at the wrong time: none is lost, none pays what it should not.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class DepositTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const long Dollar = 1_000_000;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task Terms_with_another_amount_are_another_order_and_its_funds_go_back()
    {
        var order = await OrderAsync("USDC-NGN");
        var payer = await paynode.NewPayerAsync(order);
        await LockAsync(payer, TermsOf(order) with { Amount = 60 * Dollar });

        await UntilRefundedAsync(order, 60 * Dollar);
        Assert.Equal("initiated", await StateAsync(order));
        Assert.Contains("deposit.mismatched", await paynode.HistoryAsync(order));

        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task Terms_with_another_refund_address_do_not_pay_the_order()
    {
        var order = await OrderAsync("USDC-NGN");
        var payer = await paynode.NewPayerAsync(order);
        var elsewhere = PaynodeStack.NewAddress();
        await LockAsync(payer, TermsOf(order) with { RefundTo = Address.Parse(elsewhere) });

        await UntilHoldsAsync(TokenOf(order), elsewhere, 100 * Dollar);
        Assert.Equal("initiated", await StateAsync(order));
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task The_parts_of_a_deposit_wait_for_each_other()
    {
        var order = await OrderAsync("USDC-NGN");
        var payer = await paynode.NewPayerAsync(order);
        await TransferAsync(payer, order, TokenOf(order), 40 * Dollar);

        await TransferAsync(payer, order, TokenOf(order), 60 * Dollar);
        await paynode.WaitForAsync(order, "settled");
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task Dust_stays_until_more_comes_and_then_goes_back()
    {
        var order = await OrderAsync("USDC-NGN");
        var payer = await paynode.NewPayerAsync(order);
        await MintAsync(order, payer, Dollar / 2);
        await TransferAsync(payer, order, TokenOf(order), Dollar / 2);

        // A later deposit shows that the dust was seen, and left alone.
        await MintAsync(order, payer, 100 * Dollar);
        await TransferAsync(payer, order, TokenOf(order), 100 * Dollar);
        await paynode.WaitForAsync(order, "settled");
        await UntilRefundedAsync(order, Dollar / 2);
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task What_is_paid_too_much_goes_back()
    {
        var order = await OrderAsync("USDC-NGN");
        var payer = await paynode.NewPayerAsync(order);
        await paynode.NewPayerAsync(order);
        await MintAsync(order, payer, 23 * Dollar);
        await TransferAsync(payer, order, TokenOf(order), 123 * Dollar);

        await UntilRefundedAsync(order, 23 * Dollar);
        await paynode.WaitForAsync(order, "settled");
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task An_order_that_is_paid_twice_is_settled_once_and_the_rest_goes_back()
    {
        var order = await OrderAsync("USDC-NGN");
        await paynode.FundAsync(order);
        await TransferAsync(await paynode.NewPayerAsync(order), order, TokenOf(order), 100 * Dollar);

        await UntilRefundedAsync(order, 100 * Dollar);
        var settled = await paynode.WaitForAsync(order, "settled");
        Assert.Single(settled["transactions"]!.AsArray(), it => (string)it!["kind"]! == "release");
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task Another_token_at_the_deposit_address_can_be_sent_back_by_anyone()
    {
        var order = await OrderAsync("USDC-NGN");
        var thirdParty = paynode.Stack.Accounts[8].Address;
        var wrong = await DeployTokenAsync(thirdParty);
        await MintAsync(wrong, thirdParty, 70 * Dollar);
        await TransferAsync(thirdParty, order, wrong, 70 * Dollar);
        await paynode.SendAsync(thirdParty, EscrowOf(order), Hex.Encode(EscrowCalls.Recover(TermsOf(order), Address.Parse(wrong))));

        Assert.Equal(new BigInteger(70 * Dollar), await paynode.BalanceAsync(wrong, (string)order["refundAddress"]!));
        Assert.Equal("initiated", await StateAsync(order));
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task Another_token_cannot_be_locked()
    {
        var order = await OrderAsync("USDC-NGN");
        var thirdParty = paynode.Stack.Accounts[8].Address;
        var wrong = await DeployTokenAsync(thirdParty);
        await MintAsync(wrong, thirdParty, 100 * Dollar);

        await Assert.ThrowsAsync<InvalidOperationException>(() => LockAsync(thirdParty, TermsOf(order) with { Token = Address.Parse(wrong) }));
        Assert.Equal(new BigInteger(100 * Dollar), await paynode.BalanceAsync(wrong, thirdParty));
        Assert.Equal("initiated", await StateAsync(order));
    }

    [Fact]
    public async Task Funds_that_are_locked_after_a_cancellation_go_back_and_the_order_stays_cancelled()
    {
        var order = await OrderAsync("USDC-NGN");
        await CancelAsync(order);
        await paynode.FundAsync(order);
        await RequireReturnedAsync(order, "cancelled");
    }

    [Fact]
    public async Task Funds_at_the_deposit_address_after_a_cancellation_go_back_and_the_order_stays_cancelled()
    {
        var order = await OrderAsync("USDC-NGN");
        await CancelAsync(order);
        await TransferAsync(await paynode.NewPayerAsync(order), order, TokenOf(order), 100 * Dollar);
        await RequireReturnedAsync(order, "cancelled");
    }

    [Fact]
    public async Task Funds_that_come_after_the_order_expired_go_back()
    {
        var order = await OrderAsync("USDC-GHS");
        await paynode.WaitForAsync(order, "expired");
        await paynode.FundAsync(order);
        await RequireReturnedAsync(order, "expired");
    }

    [Fact]
    public async Task After_the_escrows_deadline_a_lock_reverts_and_a_transfer_goes_back()
    {
        var order = await OrderAsync("USDC-UGX");
        await paynode.WaitForAsync(order, "expired");

        // An order expires when its time to fund is over; the contract refuses a lock from its own deadline on, a second later.
        var deadline = (DateTimeOffset)order["deposit"]!["deadline"]!;
        await paynode.UntilChainIsPastAsync(deadline);
        var payer = await paynode.NewPayerAsync(order);
        var before = await paynode.BalanceAsync(TokenOf(order), payer);
        await Assert.ThrowsAsync<InvalidOperationException>(() => LockAsync(payer, TermsOf(order)));
        Assert.Equal(before, await paynode.BalanceAsync(TokenOf(order), payer));

        await TransferAsync(payer, order, TokenOf(order), 100 * Dollar);
        await UntilRefundedAsync(order, 100 * Dollar);
        Assert.Equal("expired", await StateAsync(order));
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task A_funded_order_cannot_be_cancelled_and_a_cancelled_one_can_be_again()
    {
        var cancelled = await OrderAsync("USDC-NGN");
        await CancelAsync(cancelled);
        await CancelAsync(cancelled);

        var funded = (await PlaceAsync("USDC-NGN"))!;
        await paynode.FundAsync(funded);
        await paynode.WaitForAsync(funded, "settled");
        (await paynode.Sender.PostAsync($"/v1/orders/{funded["id"]}/cancel", new { })).RequireProblem(409, "order_not_cancellable");
    }

    private static string TokenOf(JsonNode order) => (string)order["deposit"]!["tokenAddress"]!;

    private static string EscrowOf(JsonNode order) => (string)order["deposit"]!["escrow"]!;

    // The order's terms as the call to lock says them: a selector and ten words.
    private static EscrowTerms TermsOf(JsonNode order)
    {
        var data = (string)order["deposit"]!["calls"]!.AsArray().Single(call => (string)call!["purpose"]! == "lock")!["data"]!;
        var words = data["0x12345678".Length..].Chunk(64).Select(word => new string(word)).ToArray();
        return new EscrowTerms(
            Bytes32.Parse("0x" + words[0]), AddressAt(1), NumberAt(2), AddressAt(3), AddressAt(4), (long)NumberAt(5),
            (int)NumberAt(6), (int)NumberAt(7), AddressAt(8), (ReleaseMode)(int)NumberAt(9));

        Address AddressAt(int i) => Address.Parse("0x" + words[i][24..]);
        BigInteger NumberAt(int i) => BigInteger.Parse("0" + words[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private async Task<JsonNode> OrderAsync(string corridor)
    {
        await paynode.StartProviderAsync(corridor, "1500", Behaviour.Pay);
        return await PlaceAsync(corridor);
    }

    private Task<JsonNode> PlaceAsync(string corridor) => paynode.OrderAsync(corridor, "100");

    private async Task CancelAsync(JsonNode order) => Assert.Equal(
        "cancelled", (string)(await paynode.Sender.PostAsync($"/v1/orders/{order["id"]}/cancel", new { })).Require(200)["state"]!);

    private async Task<string> StateAsync(JsonNode order) => (string)(await paynode.Sender.GetAsync($"/v1/orders/{order["id"]}")).Require(200)["state"]!;

    private async Task LockAsync(string payer, EscrowTerms terms)
    {
        var escrow = Address.Parse(paynode.Stack.Contracts.Escrow);
        await paynode.SendAsync(payer, terms.Token.ToString(), Hex.Encode(EscrowCalls.Approve(escrow, terms.Amount)));
        await paynode.SendAsync(payer, escrow.ToString(), Hex.Encode(EscrowCalls.Lock(terms)));
    }

    private Task TransferAsync(string payer, JsonNode order, string token, long minor) => paynode.SendAsync(
        payer, token, Hex.Encode(EscrowCalls.Transfer(Address.Parse((string)order["deposit"]!["address"]!), minor)));

    private Task MintAsync(JsonNode order, string holder, long minor) => MintAsync(TokenOf(order), holder, minor);

    private Task MintAsync(string token, string holder, long minor) =>
        paynode.SendAsync(holder, token, Hex.Encode(EscrowDeployment.Mint(Address.Parse(holder), minor)));

    private Task<string> DeployTokenAsync(string from) => paynode.Chain.DeployAsync(from, Hex.Encode(ContractArtifact.TestUsd.InitCode));

    private Task UntilRefundedAsync(JsonNode order, long minor) => UntilHoldsAsync(TokenOf(order), (string)order["refundAddress"]!, minor);

    private async Task UntilHoldsAsync(string token, string holder, long minor)
    {
        var deadline = DateTime.UtcNow + HangLimit.OfWait;
        while (await paynode.BalanceAsync(token, holder) != minor)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{holder} holds {await paynode.BalanceAsync(token, holder)}, not {minor}.");
            await Task.Delay(100);
        }
    }

    private async Task RequireReturnedAsync(JsonNode order, string state)
    {
        await UntilRefundedAsync(order, 100 * Dollar);
        Assert.Equal(state, await StateAsync(order));
        Assert.Contains("deposit.late", await paynode.HistoryAsync(order));
        await paynode.RequireInvariantsAsync();
    }
}
