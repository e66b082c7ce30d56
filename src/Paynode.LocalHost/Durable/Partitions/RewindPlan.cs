namespace Paynode.LocalHost.Durable;

/// <summary>
/// What rewinding keeps of a failed instance's history: the steps before the first failed task. Tasks that were open there
/// and succeeded later are not run again; events raised later are delivered again.
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
        var cut = 0;
        while (cut < steps.Count - 1 && steps[cut].Input is not (ActivityFailed or ChildFailed))
        {
            cut++;
        }

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

    // Only for tasks open at the cut: the code may go another way from there, and use the later tasks' numbers for others.
    private static bool Counts(HistoryEvent input, InstanceState open) => input switch
    {
        EventRaised => true,
        ActivityCompleted e => open.OpenActivities.ContainsKey(e.TaskId),
        ChildCompleted e => open.OpenChildren.ContainsKey(e.TaskId),
        _ => false,
    };
}
