using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>Finds the highest block that the index and the node agree on.</summary>
internal sealed class AncestorSearch(IChainClient client, IndexStore store, ChainIndexerOptions options)
{
    // One batch covers the usual reorganisations; deeper ones need several.
    private const int Step = 64;

    /// <summary>Searches downwards from the cursor.</summary>
    /// <param name="cursor">The last block read.</param>
    /// <param name="head">The newest block of the node.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The block, or null when the node is only behind.</returns>
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

    // A node this far behind has either just started syncing or serves another chain.
    private void RequireWithinWindow(ChainCursor cursor, BlockHeader head)
    {
        if (head.Number < cursor.BlockNumber - options.ReorgWindow)
        {
            throw new ChainReorgTooDeepException(options.ChainId, cursor.BlockNumber - options.ReorgWindow);
        }
    }

    // A shorter chain that ends in one of our blocks means a lagging node, not a reorganisation.
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
