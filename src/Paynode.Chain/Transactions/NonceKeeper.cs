using Microsoft.Extensions.Logging;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>Sees to it that the nonce the chain expects next is one of ours, whatever was lost.</summary>
internal sealed class NonceKeeper(IChainClient client, Address sender, TransactionStore store, ILogger logger)
{
    /// <summary>Looks at the nonce the chain expects.</summary>
    /// <param name="open">Transactions on their way, lowest nonce first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RepairAsync(IReadOnlyList<StoredTransaction> open, CancellationToken cancellationToken)
    {
        var expected = await client.GetNonceAsync(sender, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        var holder = await store.AtNonceAsync(expected, cancellationToken).ConfigureAwait(false);
        if (holder is null && open.Count > 0 && open[0].Nonce > expected)
        {
            logger.LogWarning("Nonce {Nonce} is nobody's, and later ones wait for it: it is filled", expected);
            await store.AddFillerAsync(expected, cancellationToken).ConfigureAwait(false);
        }
        else if (holder is not null && await HasLeftTheChainAsync(holder, cancellationToken).ConfigureAwait(false))
        {
            logger.LogWarning("The final transaction with nonce {Nonce} left the chain and is sent again", expected);
            await store.MarkUnminedAsync(holder.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    // A node that lags also expects a nonce that was used. What tells a reorganisation is another block in the place
    // of the transaction's own.
    private async Task<bool> HasLeftTheChainAsync(StoredTransaction holder, CancellationToken cancellationToken)
    {
        if (holder is not { State: TransactionState.Succeeded or TransactionState.Reverted, BlockNumber: { } number })
        {
            return false;
        }

        var block = await client.GetBlockAsync(BlockId.Number(number), cancellationToken).ConfigureAwait(false);
        return block is not null && block.Hash != holder.BlockHash;
    }
}
