namespace Paynode.LocalHost;

/// <summary>An instance with the given id is still in flight, so no new one was started under that id.</summary>
/// <param name="instanceId">The id that is taken.</param>
public sealed class OrchestrationAlreadyExistsException(string instanceId)
    : InvalidOperationException($"An orchestration instance with the id '{instanceId}' already exists.")
{
    /// <summary>The id that is taken.</summary>
    public string InstanceId { get; } = instanceId;
}
