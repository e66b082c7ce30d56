namespace Paynode.LocalHost.Durable;

/// <summary>One input and the orchestrator's decisions on it; the unit that is journalled atomically.</summary>
/// <param name="Time">The orchestration's time in this step, UTC.</param>
/// <param name="Events">The input, followed by the outputs.</param>
internal sealed record HistoryStep(DateTime Time, IReadOnlyList<HistoryEvent> Events)
{
    /// <summary>The input of the step.</summary>
    public HistoryEvent Input => Events[0];
}
