using DurableTask.Core.Exceptions;

namespace Paynode.LocalHost.Durable;

/// <summary>Creates Durable Task's exceptions with this host's messages.</summary>
internal static class Violations
{
    /// <summary>
    /// An orchestrator's code decided differently in a replay than its history says, or ran on another thread.
    /// </summary>
    public static NonDeterministicOrchestrationException NonDeterministic(string instanceId, string orchestrator, string reason) =>
        new($"Orchestration '{orchestrator}' of instance '{instanceId}' is not deterministic: {reason}.");

    /// <summary>An active instance has that id, so none was started.</summary>
    public static OrchestrationAlreadyExistsException AlreadyExists(string instanceId) =>
        new($"An orchestration instance with the id '{instanceId}' already exists.");
}
