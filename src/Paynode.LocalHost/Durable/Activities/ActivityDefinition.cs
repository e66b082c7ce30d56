namespace Paynode.LocalHost.Durable;

/// <summary>An activity's name and the delegate that runs it.</summary>
/// <param name="Name">The activity's name, unique case-insensitively.</param>
/// <param name="RunAsync">Runs the activity; input and result are JSON.</param>
internal sealed record ActivityDefinition(string Name, Func<ActivityCall, ValueTask<byte[]?>> RunAsync);

/// <summary>One call of an activity.</summary>
/// <param name="InstanceId">The calling orchestration's instance id.</param>
/// <param name="Name">The activity's name.</param>
/// <param name="TaskId">The call's number within the orchestration. Together with the instance id it stays the same across retries
/// after a crash.</param>
/// <param name="Input">The input as JSON.</param>
/// <param name="Cancellation">Cancelled when the host shuts down.</param>
internal readonly record struct ActivityCall(string InstanceId, string Name, int TaskId, byte[]? Input, CancellationToken Cancellation);
