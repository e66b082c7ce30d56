using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>How a sub-orchestration reports to its parent.</summary>
internal static class Children
{
    /// <summary>
    /// The id of a sub-orchestration that was started without one. It begins with the parent's id, so that the child belongs
    /// to the parent's partition, and is unique to the call, so that no instance can have it already.
    /// </summary>
    public static string IdOf(string parentId, InstanceStarted parent, int taskId) =>
        $"{parentId}:{parent.Generation:x}-{parent.CreatedAt.Ticks:x}-{taskId:x}";

    /// <summary>The tags of a sub-orchestration: its parent's, overridden by its own.</summary>
    public static IReadOnlyDictionary<string, string>? TagsOf(InstanceStarted parent, IReadOnlyDictionary<string, string>? given)
    {
        if (given is not { Count: > 0 })
        {
            return parent.Tags;
        }

        var tags = new Dictionary<string, string>(parent.Tags ?? new Dictionary<string, string>());
        foreach (var (key, value) in given)
        {
            tags[key] = value;
        }

        return tags;
    }

    /// <summary>The result of a sub-orchestration, as an input for its parent.</summary>
    public static HistoryEvent EndOf(InstanceState child, int taskId) => child.Status switch
    {
        OrchestrationRuntimeStatus.Completed => new ChildCompleted(taskId, child.Output),
        OrchestrationRuntimeStatus.Terminated =>
            new ChildFailed(taskId, new("Terminated", "The sub-orchestration was terminated.", null, null, null)),
        _ => new ChildFailed(taskId, child.Failure ?? new("Failed", "The sub-orchestration failed.", null, null, null)),
    };

    /// <summary>The failure of a sub-orchestration whose id is already in use.</summary>
    public static HistoryEvent Refused(string childId, int taskId) =>
        new ChildFailed(taskId, Failures.From(Violations.AlreadyExists(childId)));
}
