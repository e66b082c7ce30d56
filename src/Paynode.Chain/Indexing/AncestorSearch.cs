using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>Finds the last block that what was read and what the node shows have in common.</summary>
internal sealed class AncestorSearch(IChainClient client, IndexStore store, ChainIndexerOptions options)
{
    // One batch covers the reorganisations that occur; deeper ones take a few more.
    private const int Step = 64;

    /// <summary>Searches downwards from the cursor.</summary>
    /// <param name="cursor">The last block read.</param>
    /// <param name="head">The newest block of the node.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The block, or nothing when the node is merely behind.</returns>
    public async Task<AncestorBlock?> FindAsync(ChainCursor cursor, BlockHeader head, CancellationToken cancellationToken)
    {
        if (cursor.BlockHash is not { } hash)
        {
            return head.Number < cursor.BlockNumber ? null : new AncestorBlock(cursor.BlockNumber, null);
        }

        if (head.Number < cursor.BlockNumber)
        {
            RequireWithinWindow(cursor, head);
            return await IsBehindAsync(head, cancellationToken).ConfigureAwait(false)
                ? null
                : await SearchAsync(cursor, head.Number, cancellationToken).ConfigureAwait(false);
        }

        return await StillCanonicalAsync(cursor, hash, head, cancellationToken).ConfigureAwait(false) switch
        {
            true => new AncestorBlock(cursor.BlockNumber, hash),
            false => await SearchAsync(cursor, cursor.BlockNumber, cancellationToken).ConfigureAwait(false),
            null => null,
        };
    }

    // A node this far behind either has only begun to read the chain, or serves another one.
    private void RequireWithinWindow(ChainCursor cursor, BlockHeader head)
    {
        if (head.Number < cursor.BlockNumber - options.ReorgWindow)
        {
            throw new ChainReorgTooDeepException(options.ChainId, cursor.BlockNumber - options.ReorgWindow);
        }
    }

    // A shorter chain that ends in one of our own blocks is a node that lags, not a reorganisation.
    private async Task<bool> IsBehindAsync(BlockHeader head, CancellationToken cancellationToken)
    {
        var kept = await store.BlocksBelowAsync(options.ChainId, head.Number, 1, cancellationToken).ConfigureAwait(false);
        return kept.Count == 0 || kept[0].Number < head.Number || kept[0].Hash == head.Hash;
    }

    private async Task<bool?> StillCanonicalAsync(
        ChainCursor cursor, Bytes32 hash, BlockHeader head, CancellationToken cancellationToken)
    {
        if (head.Number == cursor.BlockNumber)
        {
            return head.Hash == hash;
        }

        if (head.Number == cursor.BlockNumber + 1)
        {
            return head.ParentHash == hash;
        }

        var header = await client.GetBlockAsync(BlockId.Number(cursor.BlockNumber), cancellationToken).ConfigureAwait(false);
        return header is null ? null : header.Hash == hash;
    }

    private async Task<AncestorBlock> SearchAsync(ChainCursor cursor, long from, CancellationToken cancellationToken)
    {
        for (var top = from; ;)
        {
            var kept = await store.BlocksBelowAsync(options.ChainId, top, Step, cancellationToken).ConfigureAwait(false);
            if (kept.Count == 0)
            {
                return top < cursor.StartBlock
                    ? new AncestorBlock(cursor.StartBlock - 1, null)
                    : throw new ChainReorgTooDeepException(options.ChainId, top + 1);
            }

            var headers = await client.GetBlocksAsync([.. kept.Select(b => b.Number)], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < kept.Count; i++)
            {
                if (headers[i]?.Hash == kept[i].Hash)
                {
                    return new AncestorBlock(kept[i].Number, kept[i].Hash);
                }
            }

            top = kept[^1].Number - 1;
        }
    }
}
