using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.LocalHost;
using Paynode.LocalHost.Durable;

namespace Paynode.Conformance.Tests;

/// <summary>The local host's durable engine, over whatever journal it is given.</summary>
internal sealed class LocalEngine : IEngine
{
    private readonly DurableEngine _engine;
    private readonly IAsyncDisposable? _owned;

    private LocalEngine(DurableEngine engine, IAsyncDisposable? owned)
    {
        (_engine, _owned) = (engine, owned);
        Client = new LocalDurableTaskClient(engine);
    }

    public DurableTaskClient Client { get; }

    public static Task<LocalEngine> StartInMemoryAsync(TaskSet tasks) => StartAsync(tasks, new MemoryJournal(), new SoleLeases(), new DurableOptions { PartitionCount = 2 });

    /// <param name="tasks">What the engine runs.</param>
    /// <param name="journal">Where the histories are.</param>
    /// <param name="leases">Who owns which partition.</param>
    /// <param name="options">How it runs; an idle instance that leaves memory early is replayed more often.</param>
    /// <param name="owned">Disposed of after the engine.</param>
    public static async Task<LocalEngine> StartAsync(TaskSet tasks, IJournal journal, ILeases leases, DurableOptions options, IAsyncDisposable? owned = null)
    {
        var visitor = new LocalTasks();
        var engine = new DurableEngine(
            new EngineServices
            {
                Journal = journal,
                Options = options,
                Time = TimeProvider.System,
                Clock = new SteadyClock(TimeProvider.System),
                Payloads = PayloadSerializer.Default,
                Loggers = NullLoggerFactory.Instance,
                Orchestrators = tasks.Orchestrators.ToDictionary(entry => entry.Name, entry => entry.Accept<OrchestratorDefinition>(visitor), StringComparer.OrdinalIgnoreCase),
                Activities = tasks.Activities.ToDictionary(entry => entry.Name, entry => entry.Accept<ActivityDefinition>(visitor), StringComparer.OrdinalIgnoreCase),
                NewId = Guid.CreateVersion7,
                Partitioning = new Partitioning(options.PartitionCount),
            },
            leases);
        await engine.StartAsync(CancellationToken.None);
        return new LocalEngine(engine, owned);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }
    }

    /// <summary>Reads inputs and writes results as the function invoker does.</summary>
    private sealed class LocalTasks : IOrchestratorVisitor<OrchestratorDefinition>, IActivityVisitor<ActivityDefinition>
    {
        private static readonly PayloadSerializer Payloads = PayloadSerializer.Default;

        public OrchestratorDefinition Orchestrator<TIn, TOut>(string name, Func<TaskOrchestrationContext, TIn, Task<TOut>> code) =>
            new(name, async context => Payloads.Write(await code(context, context.GetInput<TIn>()!)));

        public ActivityDefinition Activity<TIn, TOut>(string name, Func<TIn, Task<TOut>> code) =>
            new(name, async call => Payloads.Write(await code(Payloads.Read<TIn>(call.Input)!)));
    }
}
