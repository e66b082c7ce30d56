using System.Diagnostics.Metrics;

namespace Paynode.Payments;

/// <summary>The operator's primary metrics: the states of orders, and what providers do with their offers.</summary>
public sealed class OperationMetrics(OperationCounts counts, TimeProvider timeProvider)
{
    /// <summary>The name to subscribe to.</summary>
    public const string Name = "Paynode.Operations";

    /// <summary>Time window for ended orders and offers.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private static readonly Meter Meter = new(Name);

    private static readonly Gauge<long> Orders =
        Meter.CreateGauge<long>(
            "paynode.orders", "{order}", "Open orders, and those paid or refunded in the last hour, by corridor and state.");

    private static readonly Gauge<long> Offers =
        Meter.CreateGauge<long>("paynode.offers", "{offer}", "Offers made in the last hour, by provider and state.");

    private readonly GaugeSeries _orders = new(Orders);
    private readonly GaugeSeries _offers = new(Offers);

    /// <summary>Records the metrics; without a listener it runs no query.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        if (!Orders.Enabled && !Offers.Enabled)
        {
            return;
        }

        var since = timeProvider.GetUtcNow() - Window;
        var orders = await counts.OrdersAsync(since, cancellationToken);
        _orders.Record([.. orders.Select(it => (("corridor", it.Corridor), ("state", it.State), it.Orders))]);
        var offers = await counts.OffersAsync(since, cancellationToken);
        _offers.Record([.. offers.Select(it => (("provider", it.Provider.ToString()), ("state", it.State), it.Offers))]);
    }
}
