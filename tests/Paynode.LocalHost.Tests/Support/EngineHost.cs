using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.LocalHost.Durable;
using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>A durable engine with orchestrators and activities given as lambdas.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly Dictionary<string, OrchestratorDefinition> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityDefinition> _activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly ILeases _leases;
    private readonly IJournal _journal;

    public EngineHost(IJournal journal, ILeases leases)
    {
        _journal = journal;
        _leases = leases;
    }

    public DurableOptions Options { get; } = new() { PartitionCount = 2 };

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public ILoggerFactory Loggers { get; set; } = NullLoggerFactory.Instance;

    public DurableEngine Engine { get; private set; } = null!;

    public DurableTaskClient Client { get; private set; } = null!;

    public EngineHost Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> code)
    {
        _orchestrators[name] = new(name, async context => PayloadSerializer.Default.Write(await code(context)));
        return this;
    }

    public EngineHost Activity<TIn, TOut>(string name, Func<TIn, Task<TOut>> code)
    {
        _activities[name] = new(name, async call => PayloadSerializer.Default.Write(await code(PayloadSerializer.Default.Read<TIn>(call.Input)!)));
        return this;
    }

    public EngineHost Activity<TIn, TOut>(string name, Func<TIn, TOut> code) => Activity<TIn, TOut>(name, input => Task.FromResult(code(input)));

    public async Task<EngineHost> StartAsync()
    {
        Engine = new DurableEngine(
            new EngineServices
            {
                Journal = _journal,
                Options = Options,
                Time = Time,
                Clock = new SteadyClock(Time),
                Payloads = PayloadSerializer.Default,
                Loggers = Loggers,
                Orchestrators = _orchestrators,
                Activities = _activities,
                NewId = Guid.CreateVersion7,
                Partitioning = new Partitioning(Options.PartitionCount),
            },
            _leases);
        Client = new LocalDurableTaskClient(Engine);
        await Engine.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Starts an instance and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null)
    {
        id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, id is null ? null : new StartOrchestrationOptions(id));
        return await EndOfAsync(id);
    }

    public async Task<OrchestrationMetadata> EndOfAsync(string id, CancellationToken leave = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(leave);
        timeout.CancelAfter(HangLimit.OfWait);
        return await Client.WaitForInstanceCompletionAsync(id, true, timeout.Token);
    }

    /// <summary>Disposes this too, in the order given, once the engine has ended.</summary>
    public EngineHost Owning(IAsyncDisposable thing)
    {
        _owned.Add(thing);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        foreach (var thing in _owned)
        {
            await thing.DisposeAsync();
        }
    }
}
