using System.Diagnostics;
using System.Diagnostics.Metrics;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost;

/// <summary>The runtime's traces and metrics, for OpenTelemetry or any other listener; almost free without one.</summary>
public static class Telemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "Paynode.LocalHost";

    internal static readonly ActivitySource Source = new(SourceName);

    internal static readonly Meter Meter = new(SourceName);

    internal static readonly Counter<long> Replays =
        Meter.CreateCounter<long>("paynode.durable.replays", "{replay}", "Orchestrations rebuilt from their journal.");

    internal static readonly Histogram<int> CommitSteps =
        Meter.CreateHistogram<int>("paynode.durable.commit.steps", "{step}", "Steps in one commit.");

    internal static readonly Histogram<double> CommitDuration =
        Meter.CreateHistogram<double>("paynode.durable.commit.duration", "ms", "Duration of one commit, including retries.");

    internal static readonly UpDownCounter<int> ActivitiesInFlight =
        Meter.CreateUpDownCounter<int>("paynode.durable.activities.in_flight", "{activity}", "Activities running or waiting to run.");

    internal static readonly UpDownCounter<int> InstancesResident =
        Meter.CreateUpDownCounter<int>("paynode.durable.instances.resident", "{instance}", "Orchestrations in memory.");

    internal static readonly Counter<double> StoodBack =
        Meter.CreateCounter<double>("paynode.durable.stood_back", "ms", "Time for which overloaded partitions were throttled.");

    internal static readonly Counter<long> Blocked =
        Meter.CreateCounter<long>(
            "paynode.durable.blocked", "{orchestration}", "Orchestrations whose code blocked its partition's loop for too long.");

    internal static readonly Histogram<double> QueueAge =
        Meter.CreateHistogram<double>("paynode.queue.age", "ms", "Time a message spent in its queue before its function started.");

    internal static readonly Counter<long> DeadLetters =
        Meter.CreateCounter<long>("paynode.queue.dead_letters", "{message}", "Messages moved to the dead letters.");

    private static readonly Counter<long> InstancesEnded =
        Meter.CreateCounter<long>("paynode.durable.instances.ended", "{instance}", "Orchestrations that ended, by status.");

    /// <summary>The trace of the caller in W3C form, if there is one.</summary>
    internal static string? CurrentTraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>A span for one run of a durable activity, within the trace that started its instance.</summary>
    internal static Activity? StartActivity(ActivityStart start)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var span = Source.StartActivity("activity " + start.Activity.Name, ActivityKind.Internal, Parent(start.Execution.TraceParent));
        span?.SetTag("paynode.instance.id", start.Instance.Id);
        span?.SetTag("paynode.task.id", start.Activity.TaskId);
        return span;
    }

    /// <summary>A span for an event delivered to an instance: in the instance's trace, linked to the sender's.</summary>
    internal static void Raised(Instance? instance, EventInput input)
    {
        if (instance is not null && input.Event is EventRaised raised && Source.HasListeners())
        {
            ActivityLink[] links = input.Origin == default ? [] : [new ActivityLink(input.Origin)];
            var parent = Parent(instance.State.Started.TraceParent);
            using var span = Source.StartActivity("event " + raised.Name, ActivityKind.Consumer, parent, links: links);
            span?.SetTag("paynode.instance.id", instance.Id);
        }
    }

    /// <summary>A span over an instance's lifetime; also counts its end.</summary>
    internal static void Ended(string id, InstanceState state)
    {
        InstancesEnded.Add(1, new KeyValuePair<string, object?>("status", state.Status.ToString()));
        if (Source.HasListeners())
        {
            using var span = Source.StartActivity(
                "orchestration " + state.Started.Name,
                ActivityKind.Internal,
                Parent(state.Started.TraceParent),
                startTime: state.Started.CreatedAt);
            span?.SetTag("paynode.instance.id", id);
            span?.SetTag("paynode.status", state.Status.ToString());
            span?.SetEndTime(state.UpdatedAt);
        }
    }

    private static ActivityContext Parent(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent) ? parent : default;
}
