namespace Paynode.LocalHost;

/// <summary>An orchestrator's code decided otherwise in replay than its journal says, or ran off its thread.</summary>
/// <param name="instanceId">The instance.</param>
/// <param name="name">The orchestrator's name.</param>
/// <param name="reason">What was found.</param>
public sealed class NonDeterministicOrchestrationException(string instanceId, string name, string reason)
    : InvalidOperationException($"Orchestration '{name}' of instance '{instanceId}' is not deterministic: {reason}.");
