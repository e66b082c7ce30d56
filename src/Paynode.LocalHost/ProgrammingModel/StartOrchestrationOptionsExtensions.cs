namespace Paynode.LocalHost;

/// <summary>Typed ways to complete <see cref="StartOrchestrationOptions"/>.</summary>
public static class StartOrchestrationOptionsExtensions
{
    /// <summary>Names the states of a former instance with the same id in which no new one is started.</summary>
    /// <param name="options">The options to complete.</param>
    /// <param name="dedupeStatuses">The states.</param>
    /// <returns>The completed options.</returns>
    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { DedupeStatuses = [.. dedupeStatuses.Select(status => status.ToString())] };
    }
}
