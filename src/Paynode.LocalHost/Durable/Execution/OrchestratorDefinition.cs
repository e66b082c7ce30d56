using Microsoft.DurableTask;

namespace Paynode.LocalHost.Durable;

/// <summary>An orchestrator's name and the delegate that starts its code.</summary>
/// <param name="Name">The orchestrator's name, unique case-insensitively.</param>
/// <param name="Start">Runs the code up to its first wait; the result is the output as JSON.</param>
internal sealed record OrchestratorDefinition(string Name, Func<TaskOrchestrationContext, Task<byte[]?>> Start);
