namespace Paynode.LocalHost;

/// <summary>Marks the parameter that receives the <see cref="TaskOrchestrationContext"/>; makes the function an orchestrator.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : Attribute
{
    /// <summary>The orchestrator's name; the function's name when absent.</summary>
    public string? Orchestration { get; set; }
}
