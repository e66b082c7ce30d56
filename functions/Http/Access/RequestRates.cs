using System.Collections.Concurrent;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>
/// Limits each sender's request rate. An authenticated sender has a token bucket refilled every second; one request takes one
/// token.
/// </summary>
public sealed class RequestRates(SenderLimits limits, TimeProvider timeProvider)
{
    private const int BurstSeconds = 2;

    private readonly ConcurrentDictionary<TenantId, Allowance> _allowances = new();

    /// <summary>Takes one request of a sender's allowance.</summary>
    /// <returns>False when the allowance is used up.</returns>
    public bool TryTake(TenantId tenant) =>
        _allowances.GetOrAdd(tenant, _ => new Allowance(Most, timeProvider.GetTimestamp())).TryTake(
            limits.RequestsPerSecond, Most, timeProvider);

    private double Most => (double)limits.RequestsPerSecond * BurstSeconds;

    private sealed class Allowance(double left, long since)
    {
        private readonly Lock _gate = new();
        private double _left = left;
        private long _since = since;

        public bool TryTake(double perSecond, double most, TimeProvider timeProvider)
        {
            lock (_gate)
            {
                var now = timeProvider.GetTimestamp();
                _left = Math.Min(most, _left + (timeProvider.GetElapsedTime(_since, now).TotalSeconds * perSecond));
                _since = now;
                if (_left < 1)
                {
                    return false;
                }

                _left--;
                return true;
            }
        }
    }
}
