using DurableTask.Core.Exceptions;

namespace Paynode.LocalHost.Durable;

/// <summary>Runs an orchestrator's code over its history and compares its decisions with the recorded ones.</summary>
internal static class Replay
{
    /// <summary>Replays a history to its end.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">A decision differs from the recorded one.</exception>
    public static void Through(OrchestratorRun run, string instanceId, string name, IReadOnlyList<HistoryStep> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            run.Outputs.Clear();
            run.Deliver(steps[i].Input, steps[i].Time, replaying: true);
            if (Difference(steps[i], run.Outputs) is { } difference)
            {
                throw Violations.NonDeterministic(instanceId, name, $"in step {i + 1} {difference}");
            }
        }

        run.Outputs.Clear();
    }

    private static string? Difference(HistoryStep recorded, List<HistoryEvent> produced)
    {
        var at = 0;
        for (var i = 1; i < recorded.Events.Count; i++)
        {
            if (recorded.Events[i] is CustomStatusSet)
            {
                continue;
            }

            SkipStatus(produced, ref at);
            var now = at < produced.Count ? produced[at++] : null;
            if (now is null || !IsSame(recorded.Events[i], now))
            {
                return $"the journal has {Describe(recorded.Events[i])}, the code now gives {Describe(now)}";
            }
        }

        SkipStatus(produced, ref at);
        return at < produced.Count ? $"the journal has no further event, the code now gives {Describe(produced[at])}" : null;
    }

    // Custom statuses are for people to read; their wording may change between releases.
    private static void SkipStatus(List<HistoryEvent> produced, ref int at)
    {
        while (at < produced.Count && produced[at] is CustomStatusSet)
        {
            at++;
        }
    }

    private static bool IsSame(HistoryEvent recorded, HistoryEvent produced) => (recorded, produced) switch
    {
        (ActivityScheduled a, ActivityScheduled b) => a.TaskId == b.TaskId && IsSameName(a.Name, b.Name),
        (ChildScheduled a, ChildScheduled b) => a.TaskId == b.TaskId && IsSameName(a.Name, b.Name) && a.InstanceId == b.InstanceId,
        (EventSent a, EventSent b) => a.TaskId == b.TaskId && IsSameName(a.Name, b.Name) && a.InstanceId == b.InstanceId,
        (TimerCreated a, TimerCreated b) => a.TaskId == b.TaskId,
        (TimerCancelled a, TimerCancelled b) => a.TaskId == b.TaskId,
        _ => recorded.GetType() == produced.GetType(),
    };

    private static bool IsSameName(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Describe(HistoryEvent? value) => value switch
    {
        null => "nothing",
        ActivityScheduled e => $"a call of activity '{e.Name}' (#{e.TaskId})",
        ChildScheduled e => $"a call of sub-orchestration '{e.Name}' (#{e.TaskId})",
        EventSent e => $"event '{e.Name}' to '{e.InstanceId}' (#{e.TaskId})",
        TimerCreated e => $"a timer (#{e.TaskId})",
        TimerCancelled e => $"a timer's cancellation (#{e.TaskId})",
        InstanceCompleted => "the orchestrator's return",
        InstanceFailed => "the orchestrator's failure",
        ContinuedAsNew => "a continuation as new",
        _ => value.GetType().Name,
    };
}
