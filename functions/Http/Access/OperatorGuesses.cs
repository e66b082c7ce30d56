using Microsoft.Extensions.Logging;
using Paynode.LocalHost;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>
/// Counts calls with a wrong operator key, including those to the local host's management endpoints. Beyond a few in a minute,
/// further wrong ones are delayed and refused as too many, and an alert is logged; the right key is always accepted, so that
/// nobody can lock the operator out.
/// </summary>
public sealed class OperatorGuesses(TenantStore tenants, TimeProvider timeProvider, ILogger<OperatorGuesses> logger) : IAdminKeyGuesses
{
    /// <summary>Maximum wrong keys per minute and process that get the normal response.</summary>
    public const int MaxPerMinute = 10;

    /// <summary>
    /// Maximum wrong keys delayed concurrently; further ones are refused without a delay, so that they occupy no resources.
    /// </summary>
    public const int MaxDelayed = 16;

    /// <summary>Delay of the response to a wrong key.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private int _delayed;
    private readonly Lock _lock = new();
    private long _minute;
    private int _count;

    /// <inheritdoc/>
    public async ValueTask<bool> IsTooManyAsync(string wrongKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wrongKey);

        // A sender's own key used here is a mistake. Any other key is a guess, including one that only resembles a sender's.
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

    /// <summary>Records a wrong key.</summary>
    /// <returns>Whether there were too many in this minute.</returns>
    public bool IsTooMany()
    {
        lock (_lock)
        {
            var minute = timeProvider.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
            (_minute, _count) = (minute, minute == _minute ? _count + 1 : 1);
            if (_count == MaxPerMinute + 1)
            {
                logger.LogCritical(
                    "More than {Count} calls in a minute had a wrong operator key: it is being guessed, or a replaced key is still in use.",
                    MaxPerMinute);
            }

            return _count > MaxPerMinute;
        }
    }
}
