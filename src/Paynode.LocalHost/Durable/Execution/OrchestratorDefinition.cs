using Microsoft.DurableTask;

namespace Paynode.LocalHost.Durable;

/// <summary>An orchestrator's name and how its code is begun.</summary>
/// <param name="Name">The name, unique without regard to case.</param>
/// <param name="Start">Runs the code up to its first wait; the result is the output as JSON.</param>
internal sealed record OrchestratorDefinition(string Name, Func<TaskOrchestrationContext, Task<byte[]?>> Start);
