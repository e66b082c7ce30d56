namespace Paynode.LocalHost.Durable;

/// <summary>
/// What rewinding keeps of a failed instance's history: the steps before the failed tasks that ended it. Tasks that were open
/// there and succeeded later are not run again; events raised later are delivered again.
/// </summary>
/// <param name="Kept">The steps kept. None when the code failed in its first step.</param>
/// <param name="Redelivered">Later inputs that still count, in order.</param>
internal sealed record RewindPlan(IReadOnlyList<HistoryStep> Kept, IReadOnlyList<HistoryEvent> Redelivered)
{
    private readonly HashSet<int> _done =
        [.. Redelivered.OfType<ActivityCompleted>().Select(e => e.TaskId), .. Redelivered.OfType<ChildCompleted>().Select(e => e.TaskId)];

    /// <summary>Plans it.</summary>
    /// <param name="steps">The failed instance's history.</param>
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

    /// <summary>The activities that failed, or were under way.</summary>
    /// <param name="state">The instance at the cut.</param>
    public IEnumerable<ActivityScheduled> ActivitiesToRun(InstanceState state) =>
        state.OpenActivities.Values.Where(activity => !_done.Contains(activity.TaskId)).ToArray();

    /// <summary>The sub-orchestrations that failed; one that is still running ignores it.</summary>
    /// <param name="state">The instance at the cut.</param>
    public IEnumerable<ChildScheduled> ChildrenToRewind(InstanceState state) =>
        state.OpenChildren.Values.Where(child => !_done.Contains(child.TaskId)).ToArray();

    // Before the failed tasks that the code answered by nothing but its end. An earlier failure that it answered, by a retry or a
    // compensation, was survived. Without such a task the code itself ended it, and its last step is taken again.
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

    // Only for tasks open at the cut: the code may go another way from there, and use the later tasks' numbers for others.
    private static bool Counts(HistoryEvent input, InstanceState open) => input switch
    {
        EventRaised or InstanceSuspended or InstanceResumed => true,
        ActivityCompleted e => open.OpenActivities.ContainsKey(e.TaskId),
        ChildCompleted e => open.OpenChildren.ContainsKey(e.TaskId),
        _ => false,
    };
}
