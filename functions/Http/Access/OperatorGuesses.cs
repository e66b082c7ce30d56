using Microsoft.Extensions.Logging;
using Paynode.LocalHost;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>
/// Counts calls with a wrong operator's key, those to the local host's management endpoints among them. Past a few in a minute
/// further wrong ones are delayed and refused as too many, and an alert is logged; the right key is always let in, so that nobody
/// can lock the operator out.
/// </summary>
public sealed class OperatorGuesses(TenantStore tenants, TimeProvider timeProvider, ILogger<OperatorGuesses> logger) : IAdminKeyGuesses
{
    /// <summary>Wrong keys in one minute, in one process, that are answered as such.</summary>
    public const int MaxPerMinute = 10;

    /// <summary>Wrong keys that are delayed at the same time; further ones are refused without a delay, so that they occupy nothing.</summary>
    public const int MaxDelayed = 16;

    /// <summary>How long the answer to a wrong key is delayed.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private int _delayed;
    private readonly Lock _lock = new();
    private long _minute;
    private int _count;

    /// <inheritdoc/>
    public async ValueTask<bool> IsTooManyAsync(string wrongKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wrongKey);

        // A sender's own key in the wrong place is a mistake. Any other key is a guess, also one that only looks like a sender's.
        var isSenders = wrongKey.StartsWith(TenantStore.KeyPrefix, StringComparison.Ordinal)
            && await tenants.FindByApiKeyAsync(wrongKey, cancellationToken) is not null;
        if (isSenders || !IsTooMany())
        {
            return false;
        }

        try
        {
            if (Interlocked.Increment(ref _delayed) <= MaxDelayed)
            {
                await Task.Delay(Delay, timeProvider, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _delayed);
        }

        return true;
    }

    /// <summary>Takes note of a wrong key.</summary>
    /// <returns>Whether there were too many in this minute.</returns>
    public bool IsTooMany()
    {
        lock (_lock)
        {
            var minute = timeProvider.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
            (_minute, _count) = (minute, minute == _minute ? _count + 1 : 1);
            if (_count == MaxPerMinute + 1)
            {
                logger.LogCritical("More than {Count} calls in a minute had a wrong operator's key: somebody guesses it, or uses one that was replaced.", MaxPerMinute);
            }

            return _count > MaxPerMinute;
        }
    }
}
