using System.Numerics;
using Paynode.Chain.Abi;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Escrow;

/// <summary>What is computed here equals what the contract computes, and what is sent does what it says.</summary>
public sealed class EscrowOnAnvilTests(AnvilChain chain) : IClassFixture<AnvilChain>
{
    private static readonly AbiFunction OrderIdFunction = new($"orderIdOf({EscrowTerms.AbiTuple})", "(bytes32)");
    private static readonly AbiFunction DepositFunction = new($"depositAddressOf({EscrowTerms.AbiTuple})", "(address)");
    private static readonly AbiFunction ConfirmationFunction = new("confirmationHash(bytes32,address,uint256,uint256)", "(bytes32)");

    [Theory]
    [InlineData(1, ReleaseMode.Operator)]
    [InlineData(123_456_789, ReleaseMode.Confirmed)]
    public async Task Order_id_and_deposit_address_equal_the_contracts(int amount, ReleaseMode mode)
    {
        var terms = await chain.TermsAsync(amount, mode) with { IntegratorFeeBps = 10, Integrator = chain.ThirdParty.Address };
        var orderId = chain.Escrow.OrderIdOf(terms);
        Assert.Equal(orderId, await ReadAsync(OrderIdFunction, (object)terms.ToAbi()));
        Assert.Equal(chain.Escrow.DepositAddressOf(orderId), await ReadAsync(DepositFunction, (object)terms.ToAbi()));
        await EscrowReader.RequireAsync(chain.Client, chain.Escrow, default);
    }

    [Fact]
    public async Task The_digest_of_a_confirmation_equals_the_contracts()
    {
        var id = Bytes32.Parse(new string('7', 64));
        var expected = await ReadAsync(ConfirmationFunction, id, chain.Provider.Address, new BigInteger(5), new BigInteger(9));
        Assert.Equal(expected, chain.Escrow.ConfirmationDigest(id, chain.Provider.Address, 5, 9));
    }

    [Fact]
    public async Task Whoever_is_not_the_escrows_operator_is_told_who_is()
    {
        await EscrowReader.RequireOperatorAsync(chain.Client, chain.Escrow, chain.Operator.Address, default);

        var fault = await Assert.ThrowsAsync<NotTheOperatorException>(
            () => EscrowReader.RequireOperatorAsync(chain.Client, chain.Escrow, chain.ThirdParty.Address, default));
        Assert.Contains(chain.Operator.Address.ToString(), fault.Message, StringComparison.Ordinal);
        Assert.Contains($"setOperator({chain.ThirdParty.Address})", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_order_is_released_to_the_provider_less_the_fee()
    {
        var terms = await chain.TermsAsync(1_000_000);
        var orderId = chain.Escrow.OrderIdOf(terms);
        var locked = Assert.IsType<EscrowEvent.Locked>(Events(await LockAsync(terms)).Single());
        Assert.Equal((orderId, terms), (locked.Order, locked.Terms));

        var before = await BalanceAsync(chain.Provider.Address);
        var receipt = await chain.Wallet(chain.Operator).SendAsync(
            chain.Escrow.Address, EscrowCalls.Release([new EscrowRelease(orderId, chain.Provider.Address, 1_000_000, [])]), 0, default);
        Assert.Equal(new EscrowEvent.Released(orderId, chain.Provider.Address, 995_000, 5_000, 0, 0), Events(receipt).Single());
        Assert.Equal(995_000, await BalanceAsync(chain.Provider.Address) - before);
        Assert.Equal(EscrowOrderStatus.Finished, (await EscrowReader.OrderAsync(chain.Client, chain.Escrow, orderId, default)).Status);
    }

    [Fact]
    public async Task Releasing_twice_pays_once_and_says_why()
    {
        var terms = await chain.TermsAsync(2_000);
        var release = new EscrowRelease(chain.Escrow.OrderIdOf(terms), chain.Provider.Address, 2_000, []);
        await LockAsync(terms);
        var receipt = await chain.Wallet(chain.Operator).SendAsync(chain.Escrow.Address, EscrowCalls.Release([release, release]), 0, default);
        Assert.Equal(["ReleaseSkipped", "Released"], Events(receipt).Select(e => e.Kind).Order(StringComparer.Ordinal));
        Assert.Equal("NotLocked", Events(receipt).OfType<EscrowEvent.ReleaseSkipped>().Single().Reason.Name);
    }

    [Fact]
    public async Task The_payers_signature_releases_a_confirmed_order()
    {
        var terms = await chain.TermsAsync(3_000, ReleaseMode.Confirmed);
        var orderId = chain.Escrow.OrderIdOf(terms);
        await LockAsync(terms);
        var signature = await chain.Payer.SignAsync(chain.Escrow.ConfirmationDigest(orderId, chain.Provider.Address, 3_000, 3_000), default);
        var receipt = await chain.Wallet(chain.Operator).SendAsync(
            chain.Escrow.Address,
            EscrowCalls.Release([new EscrowRelease(orderId, chain.Provider.Address, 3_000, signature.ToBytes())]), 0, default);
        Assert.IsType<EscrowEvent.Released>(Events(receipt).Single());
    }

    [Fact]
    public async Task A_deposit_is_collected_by_a_stranger_and_refunded_by_the_operator()
    {
        var terms = await chain.TermsAsync(4_000);
        var orderId = chain.Escrow.OrderIdOf(terms);
        var deposit = chain.Escrow.DepositAddressOf(orderId);
        await chain.Wallet(chain.Payer).SendAsync(terms.Token, EscrowCalls.Transfer(deposit, 4_500), 0, default);
        var collected = await chain.Wallet(chain.ThirdParty).SendAsync(chain.Escrow.Address, EscrowCalls.Collect(terms), 0, default);
        Assert.Equal(["DepositReturned", "Locked"], Events(collected).Select(e => e.Kind).Order());

        var refunded = await chain.Wallet(chain.Operator).SendAsync(chain.Escrow.Address, EscrowCalls.Refund([orderId]), 0, default);
        Assert.Equal(new EscrowEvent.Refunded(orderId, terms.RefundTo, 4_000), Events(refunded).Single());
    }

    [Fact]
    public async Task What_the_contract_refuses_is_named()
    {
        var terms = await chain.TermsAsync(5_000) with { ProtocolFeeBps = 49 };
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => LockAsync(terms));
        Assert.Equal((RpcErrorKind.Reverted, "LockRefused"), (error.Kind, EscrowRefusal.FromBytes(error.RevertData).Name));
    }

    [Fact]
    public async Task The_token_describes_itself()
    {
        var token = await TokenReader.ReadAsync(chain.Client, chain.Escrow.ChainId, "TUSD", chain.Deployment.Token, default);
        Assert.Equal((6, "Test USD", "1"), (token.Decimals, token.SigningDomain?.Name, token.SigningDomain?.Version));
    }

    [Fact]
    public async Task A_whole_order_is_indexed_from_the_deposit_to_the_release()
    {
        var indexer = chain.NewIndexer();
        var store = new ChainEventStore(chain.Source, TimeProvider.System);
        var terms = await chain.TermsAsync(6_000);
        var deposit = await new DepositRegistry(chain.Escrow, chain.Source, TimeProvider.System).RegisterDepositAsync(terms, default);
        await chain.Wallet(chain.ThirdParty).SendAsync(terms.Token, EscrowDeployment.Mint(deposit.Address, 6_000), 0, default);
        await chain.Wallet(chain.ThirdParty).SendAsync(chain.Escrow.Address, EscrowCalls.Collect(terms), 0, default);
        await chain.Wallet(chain.Operator).SendAsync(
            chain.Escrow.Address, EscrowCalls.Release([new EscrowRelease(deposit.OrderId, chain.Provider.Address, 6_000, [])]), 0, default);
        while (!(await indexer.PollAsync(default)).IsCaughtUp)
        {
        }

        var events = await store.FindAsync(deposit.OrderId, default);
        Assert.Equal(["DepositSeen", "Locked", "Released"], events.Select(e => e.Event.Kind));
        Assert.All(events, e => Assert.Equal((ChainEventState.Confirmed, EscrowTerms.OrderOf(terms.Reference)), (e.State, e.OrderId)));
    }

    private Task<TransactionReceipt> LockAsync(EscrowTerms terms) =>
        chain.Wallet(chain.Payer).SendAsync(chain.Escrow.Address, EscrowCalls.Lock(terms), 0, default);

    private Task<BigInteger> BalanceAsync(Address account) => TokenReader.BalanceAsync(chain.Client, chain.Deployment.Token, account, default);

    private async Task<object> ReadAsync(AbiFunction function, params object[] arguments) =>
        (await chain.Client.ReadAsync(chain.Escrow.Address, function, arguments, default))[0];

    private EscrowEvent[] Events(TransactionReceipt receipt) =>
        [.. receipt.Logs.Where(l => l.Address == chain.Escrow.Address).Select(EscrowEventDecoder.Decode)];
}
