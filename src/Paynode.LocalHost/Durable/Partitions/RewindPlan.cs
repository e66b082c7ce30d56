namespace Paynode.LocalHost.Durable;

/// <summary>
/// What a rewind keeps of a failed instance's history: the steps before the failed tasks that ended it. Tasks that were open
/// at that point and completed later are not run again; events raised later are delivered again.
/// </summary>
/// <param name="Kept">The steps kept; empty if the code failed in its first step.</param>
/// <param name="Redelivered">Later inputs that still apply, in order.</param>
internal sealed record RewindPlan(IReadOnlyList<HistoryStep> Kept, IReadOnlyList<HistoryEvent> Redelivered)
{
    private readonly HashSet<int> _done =
        [.. Redelivered.OfType<ActivityCompleted>().Select(e => e.TaskId), .. Redelivered.OfType<ChildCompleted>().Select(e => e.TaskId)];

    /// <summary>Plans a rewind.</summary>
    public static RewindPlan Of(IReadOnlyList<HistoryStep> steps)
    {
        var cut = CutOf(steps);
        var open = new InstanceState();
        foreach (var step in steps.Take(cut))
        {
            foreach (var value in step.Events)
            {
                open.Evolve(value, step.Time);
            }
        }

        return new([.. steps.Take(cut)], [.. steps.Skip(cut).Select(step => step.Input).Where(input => Counts(input, open))]);
    }

    /// <summary>The activities that had failed or were running.</summary>
    /// <param name="state">The instance's state at the cut.</param>
    public IEnumerable<ActivityScheduled> ActivitiesToRun(InstanceState state) =>
        state.OpenActivities.Values.Where(activity => !_done.Contains(activity.TaskId)).ToArray();

    /// <summary>The sub-orchestrations that had failed or were running; a running one ignores the rewind.</summary>
    /// <param name="state">The instance's state at the cut.</param>
    public IEnumerable<ChildScheduled> ChildrenToRewind(InstanceState state) =>
        state.OpenChildren.Values.Where(child => !_done.Contains(child.TaskId)).ToArray();

    // Cuts before the failed tasks that the code did not handle. An earlier failure that it handled, by a retry or a
    // compensation, stays in the history. Without such a task the code itself failed, and its last step is repeated.
    private static int CutOf(IReadOnlyList<HistoryStep> steps)
    {
        var cut = -1;
        for (var at = steps.Count - 1; at > 0; at--)
        {
            if (steps[at].Input is not (ActivityFailed or ChildFailed))
            {
                continue;
            }

            if (steps[at].Events.Skip(1).Any(output => output is not (InstanceFailed or TimerCancelled or CustomStatusSet)))
            {
                break;
            }

            cut = at;
        }

        return cut > 0 ? cut : steps.Count - 1;
    }

    // Only for tasks open at the cut: the code may take another path from there and reuse the later task ids.
    private static bool Counts(HistoryEvent input, InstanceState open) => input switch
    {
        EventRaised or InstanceSuspended or InstanceResumed => true,
        ActivityCompleted e => open.OpenActivities.ContainsKey(e.TaskId),
        ChildCompleted e => open.OpenChildren.ContainsKey(e.TaskId),
        _ => false,
    };
}
