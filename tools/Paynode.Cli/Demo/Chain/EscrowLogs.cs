using System.Numerics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Cli.Demo.Chain;

/// <summary>What the escrow's own events and the token's balances say, read from the chain and from nothing else.</summary>
/// <param name="Events">Every event of the escrow since the run began.</param>
/// <param name="BalanceBefore">What the escrow held when the run began.</param>
/// <param name="BalanceAfter">What it holds now.</param>
/// <param name="Balances">What each settlement address holds now.</param>
public sealed record EscrowLogs(
    IReadOnlyList<EscrowEvent> Events, BigInteger BalanceBefore, BigInteger BalanceAfter, IReadOnlyDictionary<Address, BigInteger> Balances)
{
    /// <summary>Reads what happened after a block.</summary>
    public static async Task<EscrowLogs> ReadAsync(
        IChainClient chain, Address escrow, Address token, long sinceBlock, IEnumerable<Address> accounts, CancellationToken cancellation)
    {
        var head = await chain.GetHeadAsync(cancellation);
        var filter = new LogFilter { FromBlock = sinceBlock + 1, ToBlock = head.Number, Addresses = [escrow], Topics = [EscrowEventDecoder.EscrowTopics] };
        var logs = await chain.GetLogsAsync(filter, cancellation);
        var balances = new Dictionary<Address, BigInteger>();
        foreach (var account in accounts)
        {
            balances[account] = await BalanceAsync(chain, token, account, BlockId.Number(head.Number), cancellation);
        }

        return new EscrowLogs(
            [.. logs.Select(EscrowEventDecoder.Decode)],
            await BalanceAsync(chain, token, escrow, BlockId.Number(sinceBlock), cancellation),
            await BalanceAsync(chain, token, escrow, BlockId.Number(head.Number), cancellation),
            balances);
    }

    private static async Task<BigInteger> BalanceAsync(IChainClient chain, Address token, Address account, BlockId block, CancellationToken cancellation)
    {
        var answer = await chain.CallAsync(new CallRequest(token, TestUsd.BalanceOf.Encode(account)), block, cancellation);
        return (BigInteger)TestUsd.BalanceOf.DecodeReturn(answer)[0];
    }
}
