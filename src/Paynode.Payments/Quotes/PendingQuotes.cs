using System.Runtime.InteropServices;

namespace Paynode.Payments;

/// <summary>Each sender's quotes that this process is creating: they reserve liquidity before they are in the database.</summary>
internal sealed class PendingQuotes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantId Tenant, string Currency), Int128> _payouts = [];

    /// <summary>Counts a quote until the returned object is disposed.</summary>
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

    /// <summary>One quote being created.</summary>
    internal sealed class Place(PendingQuotes pending, TenantId tenant, Money payout, Int128 ahead) : IDisposable
    {
        /// <summary>The payouts, in minor units, of the sender's other pending quotes when this one started.</summary>
        public Int128 Ahead { get; } = ahead;

        public void Dispose() => pending.Leave(tenant, payout);
    }
}
