using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Paynode.Embedded;

/// <summary>The runtime's activity source and meters, for OpenTelemetry or any other listener.</summary>
public static class Telemetry
{
    /// <summary>The name of the source and the meter.</summary>
    public const string SourceName = "Paynode.Embedded";

    internal static readonly ActivitySource Source = new(SourceName);

    internal static readonly Meter Meter = new(SourceName);

    internal static readonly Counter<long> Replays = Meter.CreateCounter<long>("paynode.durable.replays", "{replay}", "Orchestrations rebuilt from their journal.");

    internal static readonly Histogram<int> CommitSteps = Meter.CreateHistogram<int>("paynode.durable.commit.steps", "{step}", "Steps in one commit.");

    internal static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>("paynode.durable.commit.duration", "ms", "Time of one commit.");

    /// <summary>A span for one run of a durable activity.</summary>
    internal static Activity? StartActivity(Durable.ActivityStart start)
    {
        var span = Source.StartActivity("activity " + start.Activity.Name);
        span?.SetTag("paynode.instance.id", start.Instance.Id);
        span?.SetTag("paynode.task.id", start.Activity.TaskId);
        return span;
    }
}
