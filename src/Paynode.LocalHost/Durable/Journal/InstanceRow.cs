using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>An instance as the table of instances keeps it: what queries need, and its whole history.</summary>
internal sealed record InstanceRow
{
    /// <summary>The instance's id.</summary>
    public required string Id { get; init; }

    /// <summary>The partition that owns it.</summary>
    public required int Partition { get; init; }

    /// <summary>The orchestrator's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The time of its last step, UTC.</summary>
    public required DateTime UpdatedAt { get; init; }

    /// <summary>When its next timer is due, UTC; null without timers.</summary>
    public DateTime? NextDue { get; init; }

    /// <summary>Whether work that it asked for is not done, so that it must be loaded when its partition is opened.</summary>
    public bool Busy { get; init; }

    /// <summary>Its custom status as JSON.</summary>
    public byte[]? CustomStatus { get; init; }

    /// <summary>The journal entry up to which <see cref="History"/> reaches.</summary>
    public required long Sequence { get; init; }

    /// <summary>All its steps.</summary>
    public required byte[] History { get; init; }
}
