using System.Diagnostics.Metrics;

namespace Paynode.Routing;

/// <summary>The router's instruments, under the meter "Paynode.Routing".</summary>
internal static class RouterMetrics
{
    private static readonly Meter Meter = new("Paynode.Routing");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "paynode.routing.decision.duration", "ms", "Duration of a routing decision.");

    private static readonly Counter<long> Outcomes = Meter.CreateCounter<long>(
        "paynode.routing.outcomes", description: "Outcomes given to the model, by result.");

    /// <summary>Records a decision and its duration, by source and result.</summary>
    public static void Decided(RoutingDecision decision)
    {
        if (Duration.Enabled)
        {
            Duration.Record(
                decision.DurationUs / 1000.0,
                new KeyValuePair<string, object?>("source", decision.Source),
                new KeyValuePair<string, object?>("reason", decision.Reason));
        }
    }

    /// <summary>Counts an outcome.</summary>
    public static void Learned(LearnResult result) => Outcomes.Add(1, new KeyValuePair<string, object?>("result", result));
}
