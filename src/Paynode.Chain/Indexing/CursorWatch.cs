using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>Detects a chain whose cursor does not advance although its head does.</summary>
/// <param name="events">Reads the cursors.</param>
/// <param name="timeProvider">Determines how long ago a chain was read.</param>
public sealed class CursorWatch(ChainEventStore events, TimeProvider timeProvider)
{
    /// <summary>Every successful poll updates the cursor, and polls are a second apart: this long without one is a failure.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Queries the node only when the chain was not read for longer than <see cref="Limit"/>.</summary>
    /// <exception cref="ChainCursorStalledException">The cursor does not advance, and the head is past it.</exception>
    /// <exception cref="ChainRpcException">The node does not return its head.</exception>
    public async Task RequireProgressAsync(IChainClient client, long chainId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var progress = await events.ProgressAsync(chainId, cancellationToken).ConfigureAwait(false);
        if (progress is null || timeProvider.GetUtcNow() - progress.ReadAt <= Limit)
        {
            return;
        }

        var head = await client.GetHeadAsync(cancellationToken).ConfigureAwait(false);
        if (head.Number > progress.BlockNumber)
        {
            throw new ChainCursorStalledException(chainId, progress.BlockNumber, head.Number);
        }
    }
}

/// <summary>A chain's cursor does not advance although its head does.</summary>
/// <param name="chainId">The chain.</param>
/// <param name="blockNumber">The last block read.</param>
/// <param name="headNumber">The newest block.</param>
public sealed class ChainCursorStalledException(long chainId, long blockNumber, long headNumber)
    : Exception($"Chain {chainId} is not read past block {blockNumber}, and its newest block is {headNumber}.");
