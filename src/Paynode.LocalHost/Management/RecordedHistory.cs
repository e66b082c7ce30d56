using System.Text.Json;
using DurableTask.Core.Exceptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.LocalHost.Durable;
using Paynode.LocalHost.Functions;

namespace Paynode.LocalHost;

/// <summary>
/// The history of an orchestration as recorded by an earlier release. A build that replays the histories of earlier releases
/// can continue the orchestrations in flight.
/// </summary>
/// <remarks>
/// A recording is the response of <c>GET /runtime/webhooks/durabletask/instances/{id}?showHistory=true</c>: its
/// <c>instanceId</c> and <c>recording</c> are read; the rest is for people.
/// </remarks>
public sealed class RecordedHistory
{
    private readonly IReadOnlyList<HistoryStep> _steps;

    private RecordedHistory(string instanceId, IReadOnlyList<HistoryStep> steps)
    {
        InstanceId = instanceId;
        _steps = steps;
    }

    /// <summary>The id of the instance that was recorded.</summary>
    public string InstanceId { get; }

    /// <summary>The orchestrator's name.</summary>
    public string Orchestrator => Started.Name;

    /// <summary>Number of steps: one input each, with the orchestrator's decisions.</summary>
    public int StepCount => _steps.Count;

    private InstanceStarted Started => (InstanceStarted)_steps[0].Input;

    /// <summary>Reads a recording.</summary>
    /// <exception cref="InvalidDataException">The document is not a recording, or this release cannot read it.</exception>
    public static RecordedHistory Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var steps = HistoryDecoder.Steps(root.GetProperty("recording").GetBytesFromBase64());
            return steps is [{ Input: InstanceStarted }, ..]
                ? new(root.GetProperty("instanceId").GetString()!, steps)
                : throw new InvalidDataException("The recording does not begin with a start.");
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            throw new InvalidDataException($"The document is not a recording: {e.Message}", e);
        }
    }

    /// <summary>
    /// Replays the history with the orchestrators of the given types and compares each decision with the recorded one.
    /// </summary>
    /// <param name="types">Types that contain the orchestrator; instantiated without services.</param>
    /// <exception cref="NonDeterministicOrchestrationException">A decision differs: instances in flight would be stopped.</exception>
    public void ReplayOn(params Type[] types)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var binding = new DurableBinding(services, PayloadSerializer.Default);
        Replay(binding.OrchestratorsOf(FunctionCatalog.Of(types)), NullLoggerFactory.Instance);
    }

    internal void Replay(Dictionary<string, OrchestratorDefinition> orchestrators, ILoggerFactory loggers)
    {
        if (!orchestrators.TryGetValue(Orchestrator, out var definition))
        {
            throw Violations.NonDeterministic(InstanceId, Orchestrator, "the orchestrator no longer exists");
        }

        string? violation = null;
        var run = new OrchestratorRun(definition, InstanceId, Started, PayloadSerializer.Default, loggers, reason => violation ??= reason);
        Durable.Replay.Through(run, InstanceId, Orchestrator, _steps);
        if (violation is not null)
        {
            throw Violations.NonDeterministic(InstanceId, Orchestrator, violation);
        }
    }
}
