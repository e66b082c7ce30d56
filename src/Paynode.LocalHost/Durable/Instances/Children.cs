using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>What a parent is told of its sub-orchestration.</summary>
internal static class Children
{
    /// <summary>
    /// The id of a sub-orchestration that was given none. It begins with the parent's, so that the child lands on the
    /// parent's partition; and it is the call's own, so that no instance can have it already.
    /// </summary>
    public static string IdOf(string parentId, InstanceStarted parent, int taskId) =>
        $"{parentId}:{parent.Generation:x}-{parent.CreatedAt.Ticks:x}-{taskId:x}";

    /// <summary>The tags of a sub-orchestration: its parent's, and over them those that it is given.</summary>
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

    /// <summary>The end of a sub-orchestration, as an input of its parent.</summary>
    public static HistoryEvent EndOf(InstanceState child, int taskId) => child.Status switch
    {
        OrchestrationRuntimeStatus.Completed => new ChildCompleted(taskId, child.Output),
        OrchestrationRuntimeStatus.Terminated => new ChildFailed(taskId, new("Terminated", "The sub-orchestration was terminated.", null, null, null)),
        _ => new ChildFailed(taskId, child.Failure ?? new("Failed", "The sub-orchestration failed.", null, null, null)),
    };

    /// <summary>The refusal of a sub-orchestration whose id is taken.</summary>
    public static HistoryEvent Refused(string childId, int taskId) =>
        new ChildFailed(taskId, Failures.From(Violations.AlreadyExists(childId)));
}
