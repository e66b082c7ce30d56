using System.Numerics;
using Paynode.Chain.Abi;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Tests.Rpc;

/// <summary>What every client of the chain port has to do, against a real chain. Derive from it with another client.</summary>
public abstract class ChainClientSuite(AnvilChain chain) : IClassFixture<AnvilChain>
{
    /// <summary>The client under test.</summary>
    protected abstract IChainClient Client { get; }

    /// <summary>The chain it speaks to.</summary>
    protected AnvilChain Chain { get; } = chain;

    [Fact]
    public async Task The_chain_id_is_the_chains() => Assert.Equal(Chain.Escrow.ChainId, await Client.GetChainIdAsync(default));

    [Fact]
    public async Task Blocks_are_found_by_number_hash_and_tag()
    {
        await Chain.MineAsync(2);
        var head = (await Client.GetBlockAsync(BlockId.Latest, default))!;
        var parent = (await Client.GetBlockAsync(BlockId.Number(head.Number - 1), default))!;
        Assert.Equal(parent.Hash, head.ParentHash);
        Assert.Equal(parent.Number, (await Client.GetBlockAsync(BlockId.ByHash(parent.Hash), default))!.Number);
        Assert.True((await Client.GetBlockAsync(BlockId.Safe, default))!.Number <= head.Number);
        Assert.True((await Client.GetBlockAsync(BlockId.Finalized, default))!.Number <= head.Number);
        Assert.True(head.GasLimit >= 1_000_000);
        Assert.Equal([head.Number - 1, head.Number], (await Client.GetBlocksAsync([head.Number - 1, head.Number], default)).Select(h => h!.Number));
    }

    [Fact]
    public async Task A_block_that_does_not_exist_is_nothing()
    {
        Assert.Null(await Client.GetBlockAsync(BlockId.Number(1_000_000), default));
        Assert.Null(await Client.GetBlockAsync(BlockId.ByHash(Bytes32.Parse(new string('1', 64))), default));
        Assert.Null((await Client.GetBlocksAsync([1_000_000], default))[0]);
    }

    [Fact]
    public async Task Logs_are_found_by_range_and_by_block_with_their_filter()
    {
        var terms = await Chain.TermsAsync(77);
        var receipt = await Chain.Wallet(Chain.Payer).SendAsync(Chain.Escrow.Address, EscrowCalls.Lock(terms), 0, default);
        var filter = new LogFilter
        {
            Addresses = [Chain.Escrow.Address],
            Topics = [EscrowEventDecoder.EscrowTopics, [Chain.Escrow.OrderIdOf(terms)]],
        };
        var byRange = Assert.Single(await Client.GetLogsAsync(filter with { FromBlock = receipt.BlockNumber, ToBlock = receipt.BlockNumber }, default));
        var byHash = Assert.Single(await Client.GetLogsAsync(filter with { BlockHash = receipt.BlockHash }, default));
        Assert.Equal((receipt.TransactionHash, byRange.LogIndex), (byHash.TransactionHash, byHash.LogIndex));
        Assert.IsType<EscrowEvent.Locked>(EscrowEventDecoder.Decode(byRange));
        Assert.Empty(await Client.GetLogsAsync(filter with { FromBlock = 0, ToBlock = receipt.BlockNumber - 1 }, default));
    }

    [Fact]
    public async Task A_call_returns_or_says_why_it_was_reverted()
    {
        var decimals = await Client.ReadAsync(Chain.Deployment.Token, new AbiFunction("decimals()", "(uint8)"), [], default);
        Assert.Equal(new BigInteger(6), decimals[0]);
        var call = new CallRequest(Chain.Escrow.Address, EscrowCalls.Release([]), Chain.ThirdParty.Address);
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client.CallAsync(call, BlockId.Latest, default));
        Assert.Equal((RpcErrorKind.Reverted, "NotOperator"), (error.Kind, EscrowRefusal.FromBytes(error.RevertData).Name));
        error = await Assert.ThrowsAsync<ChainRpcException>(() => Client.EstimateGasAsync(call, default));
        Assert.Equal(RpcErrorKind.Reverted, error.Kind);
    }

    [Fact]
    public async Task A_transaction_is_sent_and_found_again()
    {
        var account = await Chain.NewAccountAsync();
        var signed = await Transfer(nonce: 0, tip: 1).SignAsync(account, default);
        Assert.Equal(signed.Hash, await Client.SendRawAsync(signed.Raw, default));
        // A node may answer before the block is there.
        await Chain.MineAsync(1);
        var receipt = (await Client.GetReceiptAsync(signed.Hash, default))!;
        var found = (await Client.GetTransactionAsync(signed.Hash, default))!;
        Assert.Equal((true, 21_000), (receipt.Succeeded, receipt.GasUsed));
        Assert.Equal((account.Address, 0, receipt.BlockNumber), (found.From, found.Nonce, found.BlockNumber!.Value));
        Assert.Equal(1, await Client.GetNonceAsync(account.Address, BlockId.Latest, default));
        Assert.Equal(0, await Client.GetNonceAsync(account.Address, BlockId.Number(receipt.BlockNumber - 1), default));
        Assert.True(await Client.GetBalanceAsync(account.Address, BlockId.Latest, default) < BigInteger.Pow(10, 20));
    }

    [Fact]
    public async Task What_was_never_sent_is_nothing()
    {
        var unknown = Bytes32.Parse(new string('2', 64));
        Assert.Null(await Client.GetTransactionAsync(unknown, default));
        Assert.Null(await Client.GetReceiptAsync(unknown, default));
    }

    [Fact]
    public async Task Refused_sends_have_their_kinds()
    {
        var account = await Chain.NewAccountAsync();
        await SendAsync(account, Transfer(nonce: 0, tip: 1));
        Assert.Equal(RpcErrorKind.NonceTooLow, await RefusalAsync(account, Transfer(nonce: 0, tip: 2)));
        await SendAsync(account, Transfer(nonce: 5, tip: 10));
        Assert.Equal(RpcErrorKind.AlreadyKnown, await RefusalAsync(account, Transfer(nonce: 5, tip: 10)));
        Assert.Equal(RpcErrorKind.ReplacementUnderpriced, await RefusalAsync(account, Transfer(nonce: 5, tip: 9)));
        Assert.Equal(RpcErrorKind.InsufficientFunds, await RefusalAsync(account, Transfer(nonce: 1, tip: 1) with { Value = BigInteger.Pow(10, 30) }));
        Assert.Equal(RpcErrorKind.FeeTooLow, await RefusalAsync(account, Transfer(nonce: 1, tip: 0) with { MaxFeePerGas = 1 }));
    }

    [Fact]
    public async Task Fees_are_above_zero()
    {
        var fees = await Client.GetFeesAsync(default);
        Assert.True(fees.BaseFeePerGas > 0 && fees.MaxFeePerGas > fees.BaseFeePerGas);
    }

    private Eip1559Transaction Transfer(long nonce, int tip) => new(
        Chain.Escrow.ChainId, nonce, tip, BigInteger.Pow(10, 11), 21_000, Chain.ThirdParty.Address, BigInteger.One, []);

    private async Task SendAsync(LocalKeySigner account, Eip1559Transaction transaction) =>
        await Client.SendRawAsync((await transaction.SignAsync(account, default)).Raw, default);

    private async Task<RpcErrorKind> RefusalAsync(LocalKeySigner account, Eip1559Transaction transaction) =>
        (await Assert.ThrowsAsync<ChainRpcException>(() => SendAsync(account, transaction))).Kind;
}
