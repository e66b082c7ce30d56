using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>Detects a chain whose cursor does not advance while its head does.</summary>
/// <param name="events">Knows the cursors.</param>
/// <param name="time">Decides how long ago a chain was read.</param>
public sealed class CursorWatch(ChainEventStore events, TimeProvider time)
{
    /// <summary>Every successful poll renews the cursor, and there is one a second: this long without any is a failure.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Asks the node only when the chain was not read for longer than <see cref="Limit"/>.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="chainId">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChainCursorStalledException">The cursor stands still, and the head is past it.</exception>
    /// <exception cref="ChainRpcException">The node does not name its head.</exception>
    public async Task RequireProgressAsync(IChainClient client, long chainId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var progress = await events.ProgressAsync(chainId, cancellationToken).ConfigureAwait(false);
        if (progress is null || time.GetUtcNow() - progress.ReadAt <= Limit)
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
