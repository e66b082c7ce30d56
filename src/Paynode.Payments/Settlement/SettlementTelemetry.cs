using System.Diagnostics.Metrics;

namespace Paynode.Payments;

/// <summary>Settlement's metrics, all under the name <c>Paynode.Settlement</c>.</summary>
public static class SettlementTelemetry
{
    /// <summary>The name to subscribe to.</summary>
    public const string Name = "Paynode.Settlement";

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Quarantined =
        Meter.CreateCounter<long>(
            "paynode.settlement.parked", "{intent}", "Releases and refunds quarantined because they fail even alone.");

    private static readonly Counter<long> Held =
        Meter.CreateCounter<long>("paynode.settlement.held", "{release}", "Releases that wait for an operator, by reason.");

    private static readonly Gauge<long> Open =
        Meter.CreateGauge<long>(
            "paynode.settlement.open", "{intent}", "Releases and refunds that are decided and not yet on chain, by kind.");

    private static readonly Gauge<long> QuarantinedNow =
        Meter.CreateGauge<long>("paynode.settlement.parked.now", "{intent}", "Of those, the quarantined ones.");

    internal static void CountHeld(string chain, string reason) =>
        Held.Add(1, new KeyValuePair<string, object?>("chain", chain), new KeyValuePair<string, object?>("reason", reason));

    internal static void Record(string chain, ChainBacklog backlog)
    {
        var where = new KeyValuePair<string, object?>("chain", chain);
        Open.Record(backlog.Releases, where, new KeyValuePair<string, object?>("kind", "release"));
        Open.Record(backlog.Refunds, where, new KeyValuePair<string, object?>("kind", "refund"));
        QuarantinedNow.Record(backlog.Quarantined, where);
    }
}
