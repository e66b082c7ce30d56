namespace Paynode.LocalHost.Durable;

/// <summary>An activity's name and how it is run.</summary>
/// <param name="Name">The name, unique without regard to case.</param>
/// <param name="RunAsync">Runs it on an input as JSON; the result is JSON too.</param>
internal sealed record ActivityDefinition(string Name, Func<ActivityCall, ValueTask<byte[]?>> RunAsync);

/// <summary>One call of an activity.</summary>
/// <param name="InstanceId">The orchestration that called it.</param>
/// <param name="Name">The activity's name.</param>
/// <param name="TaskId">The call's number in the orchestration; with the instance id it is the same on every attempt after a crash.</param>
/// <param name="Input">The input as JSON.</param>
/// <param name="Cancellation">Cancelled when the host stops.</param>
internal readonly record struct ActivityCall(string InstanceId, string Name, int TaskId, byte[]? Input, CancellationToken Cancellation);
