using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;

namespace Paynode.Conformance.Tests;

/// <summary>The input of an ordinary activity; the first <paramref name="FailFirst"/> calls with the same key fail.</summary>
public sealed record ActivityInput(string Key, int Value, int FailFirst);

/// <summary>The input of the activity through which a program has a client act on its own instance.</summary>
public sealed record ControlInput(string InstanceId, string Key, string? AtStatus, IReadOnlyList<Control> Controls);

/// <summary>The input of an activity that ends once the custom status is <paramref name="AfterStatus"/>.</summary>
public sealed record HeldInput(string InstanceId, string? AfterStatus, bool Fails, int Value);

/// <summary>A result with more than one part.</summary>
public sealed record CompositeResult(int Number, string Text, IReadOnlyList<int> Items)
{
    public override string ToString() => $"{Number} {Text} [{string.Join(' ', Items)}]";
}

/// <summary>The activities of one engine. Their results follow from their inputs and from how often a key was called.</summary>
public sealed class Activities : IDisposable
{
    public const string Add = "Add";
    public const string Text = "Text";
    public const string Nothing = "Nothing";
    public const string Composite = "Composite";
    public const string Fail = "Fail";
    public const string FailNested = "FailNested";
    public const string FailArgument = "FailArgument";
    public const string Same = "Same";
    public const string Held = "Held";
    public const string Control = "Control";

    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Task> _controls = [];
    private readonly CancellationTokenSource _over = new();

    /// <summary>The client of the engine, once there is one.</summary>
    public DurableTaskClient Client { get; set; } = null!;

    /// <summary>The tasks that act on instances; one that failed says why a program hangs.</summary>
    public IEnumerable<Exception> Errors => _controls.Where(task => task.IsFaulted).Select(task => task.Exception!);

    public int AddNumber(ActivityInput input) => Called(input).Value * 2 + 1;

    public string WriteText(ActivityInput input) => $"text {Called(input).Value} 'ä\"<€";

    public string? ReturnNothing(ActivityInput input) => Called(input) is null ? "" : null;

    public CompositeResult Compose(ActivityInput input) => new(Called(input).Value, "composite", [.. Enumerable.Range(0, Math.Abs(input.Value) % 4)]);

    public int FailPlainly(ActivityInput input) => throw new InvalidOperationException($"failed {input.Value}, call {CountOf(input.Key)}");

    public int FailWithCause(ActivityInput input) =>
        throw new CausedException($"nested {input.Value}, call {CountOf(input.Key)}", new ArgumentException("a cause", new TimeoutException("its cause")));

    public int FailByArgument(ActivityInput input) => throw new ArgumentException($"argument {input.Value}, call {CountOf(input.Key)}");

    public static Guid Repeat(Guid input) => input;

    public async Task<int> HoldAsync(HeldInput input)
    {
        if (input.AfterStatus is { } status)
        {
            await StatusAsync(input.InstanceId, status);
        }

        return input.Fails ? throw new InvalidOperationException($"held {input.Value}") : input.Value;
    }

    public async Task<int> ControlAsync(ControlInput input)
    {
        if (input.AtStatus is null)
        {
            await ActAsync(input);
        }
        else
        {
            _controls.Add(Task.Run(() => ActAsync(input)));
        }

        return input.Controls.Count;
    }

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
    }

    private ActivityInput Called(ActivityInput input) => input.FailFirst == 0 || CountOf(input.Key) is var calls && calls > input.FailFirst
        ? input
        : throw new InvalidOperationException($"not yet: call {calls} of {input.FailFirst}");

    private int CountOf(string key) => _calls.AddOrUpdate(key, 1, static (_, count) => count + 1);

    private async Task ActAsync(ControlInput input)
    {
        if (input.AtStatus is { } status)
        {
            await StatusAsync(input.InstanceId, status);
        }

        foreach (var control in input.Controls)
        {
            switch (control.Kind)
            {
                case ControlKind.Raise:
                    await Client.RaiseEventAsync(input.InstanceId, control.Name!, control.AsText ? $"text {control.Value}" : control.Value);
                    break;
                case ControlKind.Suspend:
                    await Client.SuspendInstanceAsync(input.InstanceId, "a reason");
                    await UntilAsync(input.InstanceId, instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
                    break;
                case ControlKind.Resume:
                    await Client.ResumeInstanceAsync(input.InstanceId, "a reason");
                    break;
                default:
                    await Client.TerminateInstanceAsync(input.InstanceId, $"terminated {control.Value}");
                    break;
            }
        }
    }

    private Task StatusAsync(string instanceId, string status)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(status);
        return UntilAsync(instanceId, instance => instance.SerializedCustomStatus == json);
    }

    private async Task UntilAsync(string instanceId, Func<OrchestrationMetadata, bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        do
        {
            if (await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, _over.Token) is { } instance && (condition(instance) || instance.IsCompleted))
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(_over.Token));
    }
}

/// <summary>An exception of the application's own with a cause.</summary>
public sealed class CausedException(string message, Exception cause) : Exception(message, cause);
