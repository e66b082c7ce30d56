using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>A row of the instances table: the columns for queries, and the whole history.</summary>
internal sealed record InstanceRow
{
    public required string Id { get; init; }

    /// <summary>The partition that owns it.</summary>
    public required int Partition { get; init; }

    /// <summary>The orchestrator's name.</summary>
    public required string Name { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>When it was started, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The time of its last step, UTC.</summary>
    public required DateTime UpdatedAt { get; init; }

    /// <summary>When its next timer is due, UTC; null without timers.</summary>
    public DateTime? NextDue { get; init; }

    /// <summary>Whether it has open work, so that it must be loaded when its partition is opened.</summary>
    public bool Busy { get; init; }

    /// <summary>Its custom status as JSON.</summary>
    public byte[]? CustomStatus { get; init; }

    /// <summary>The last journal entry included in <see cref="History"/>.</summary>
    public required long Sequence { get; init; }

    /// <summary>All its steps, encoded.</summary>
    public required byte[] History { get; init; }
}
