using Microsoft.Extensions.Logging;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>Ensures that one of our transactions has the nonce that the chain expects next.</summary>
internal sealed class NonceKeeper(IChainClient client, Address sender, TransactionStore store, ILogger logger)
{
    /// <summary>Checks the nonce that the chain expects and repairs a gap or a lost transaction.</summary>
    /// <param name="open">Transactions in flight, lowest nonce first.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task RepairAsync(IReadOnlyList<StoredTransaction> open, CancellationToken cancellationToken)
    {
        var expected = await client.GetNonceAsync(sender, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        var holder = await store.AtNonceAsync(expected, cancellationToken).ConfigureAwait(false);
        if (holder is null && open.Count > 0 && open[0].Nonce > expected)
        {
            logger.LogWarning("Nonce {Nonce} is not assigned and blocks later ones: filling the gap", expected);
            await store.AddFillerAsync(expected, cancellationToken).ConfigureAwait(false);
        }
        else if (holder is not null && await HasLeftTheChainAsync(holder, cancellationToken).ConfigureAwait(false))
        {
            logger.LogWarning("The final transaction with nonce {Nonce} left the chain and is sent again", expected);
            await store.MarkUnminedAsync(holder.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    // A lagging node also expects a nonce that has been used. A reorganisation is recognised by a different block at the
    // height of the transaction's own.
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
