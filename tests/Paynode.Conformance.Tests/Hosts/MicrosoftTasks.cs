using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Shims;

namespace Paynode.Conformance.Tests;

/// <summary>Runs tasks through the worker's own shims, one execution of an orchestrator at a time, as the gRPC runner does.</summary>
internal sealed class MicrosoftTasks : IOrchestratorVisitor<Func<ParentOrchestrationInstance?, TaskOrchestration>>, IActivityVisitor<TaskActivity>
{
    private static readonly DurableTaskShimFactory Shims = DurableTaskShimFactory.Default;

    private readonly Dictionary<string, Func<ParentOrchestrationInstance?, TaskOrchestration>> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly TaskSet _tasks;

    public MicrosoftTasks(TaskSet tasks)
    {
        _tasks = tasks;
        foreach (var entry in tasks.Orchestrators)
        {
            _orchestrators[entry.Name] = entry.Accept<Func<ParentOrchestrationInstance?, TaskOrchestration>>(this);
        }
    }

    public void AddTo(TaskHubWorker worker)
    {
        worker.AddOrchestrationDispatcherMiddleware(ExecuteAsync);
        worker.AddTaskActivities([.. from entry in _tasks.Activities from version in ProgramGenerator.Versions select new NamedActivity(entry.Name, version, entry.Accept<TaskActivity>(this))]);
    }

    public Func<ParentOrchestrationInstance?, TaskOrchestration> Orchestrator<TIn, TOut>(string name, Func<TaskOrchestrationContext, TIn, Task<TOut>> code) =>
        parent => Shims.CreateOrchestration<TIn, TOut>(name, async (context, input) => await code(context, input!), parent);

    public TaskActivity Activity<TIn, TOut>(string name, Func<TIn, Task<TOut>> code) =>
        Shims.CreateActivity<TIn, TOut>(name, async (_, input) => await code(input!));

    private Task ExecuteAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        var state = context.GetProperty<OrchestrationRuntimeState>();
        if (!_orchestrators.TryGetValue(state.Name, out var create))
        {
            return next();
        }

        var parent = state.ParentInstance is { } of ? new ParentOrchestrationInstance(of.Name, of.OrchestrationInstance.InstanceId) : null;
        var executor = new TaskOrchestrationExecutor(state, create(parent), BehaviorOnContinueAsNew.Carryover, ErrorPropagationMode.UseFailureDetails);
        context.SetProperty(executor.Execute());
        return Task.CompletedTask;
    }

    /// <summary>An activity under its name and the version of the orchestration that calls it.</summary>
    private sealed class NamedActivity : ObjectCreator<TaskActivity>
    {
        private readonly TaskActivity _activity;

        public NamedActivity(string name, string version, TaskActivity activity)
        {
            (Name, Version, _activity) = (name, version, activity);
        }

        public override TaskActivity Create() => _activity;
    }
}
