namespace Paynode.LocalHost;

/// <summary>The orchestration that called this one as a sub-orchestration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InstanceId">Its instance id.</param>
public record ParentOrchestrationInstance(TaskName Name, string InstanceId);
