using System.Runtime.InteropServices;

namespace Paynode.Payments;

/// <summary>The quotes of each sender that this process is making: they reserve liquidity before the database knows of them.</summary>
internal sealed class PendingQuotes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantId Tenant, string Currency), Int128> _payouts = [];

    /// <summary>Counts a quote until the place is disposed.</summary>
    public Place Enter(TenantId tenant, Money payout)
    {
        lock (_lock)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_payouts, (tenant, payout.Currency.Code), out _);
            var ahead = sum;
            sum += payout.Minor;
            return new Place(this, tenant, payout, ahead);
        }
    }

    private void Leave(TenantId tenant, Money payout)
    {
        lock (_lock)
        {
            var key = (tenant, payout.Currency.Code);
            if ((_payouts[key] -= payout.Minor) == 0)
            {
                _payouts.Remove(key);
            }
        }
    }

    /// <summary>One quote that is being made.</summary>
    internal sealed class Place(PendingQuotes pending, TenantId tenant, Money payout, Int128 ahead) : IDisposable
    {
        /// <summary>The payouts, in minor units, of the sender's quotes that were being made when this one came.</summary>
        public Int128 Ahead { get; } = ahead;

        public void Dispose() => pending.Leave(tenant, payout);
    }
}
