namespace Paynode.LocalHost;

/// <summary>How a new orchestration instance is started.</summary>
/// <param name="InstanceId">The instance id; a new GUID when absent.</param>
/// <param name="StartAt">When it starts; at once when absent or past.</param>
public record StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
{
    /// <summary>Tags kept with the instance for those who look at it.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>States of an ended instance with the same id in which no new one is started; see <c>WithDedupeStatuses</c>.</summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
