using System.Text.Json;

namespace Paynode.Bench.Indexing;

/// <summary>What was measured.</summary>
/// <param name="Events">Escrow events on the chain.</param>
/// <param name="IndexSeconds">From the first poll to the last, by the clock.</param>
/// <param name="DispatchSeconds">Then until the last event was dispatched, by the clock.</param>
/// <param name="ProcessorSeconds">This process's, over both.</param>
internal sealed record IndexingResult(int Events, double IndexSeconds, double DispatchSeconds, double ProcessorSeconds)
{
    private const int RequiredPerSecond = 2_000;

    private double PerSecond => Events / (IndexSeconds + DispatchSeconds);

    /// <summary>Whether the target is reached by the clock, both steps together.</summary>
    public bool Ok => PerSecond >= RequiredPerSecond;

    /// <summary>One line for programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        events = Events,
        perSecond = Math.Round(PerSecond),
        indexedPerSecond = Math.Round(Events / IndexSeconds),
        handedOnPerSecond = Math.Round(Events / DispatchSeconds),
        perProcessorSecond = Math.Round(Events / ProcessorSeconds),
        requiredPerSecond = RequiredPerSecond,
        ok = Ok,
    });
}
