namespace Paynode.LocalHost.Durable;

/// <summary>One input and what the orchestrator decided on it; the unit that is journalled whole.</summary>
/// <param name="Time">The orchestration's time in this step, UTC.</param>
/// <param name="Events">The input, followed by the outputs.</param>
internal sealed record HistoryStep(DateTime Time, IReadOnlyList<HistoryEvent> Events)
{
    /// <summary>What happened.</summary>
    public HistoryEvent Input => Events[0];
}
