using Microsoft.DurableTask;

namespace Paynode.Conformance.Tests;

/// <summary>The orchestrators and activities that an engine is given, in the shape that each engine can make its own of.</summary>
public sealed class TaskSet
{
    private readonly List<IOrchestratorEntry> _orchestrators = [];
    private readonly List<IActivityEntry> _activities = [];

    public IReadOnlyList<IOrchestratorEntry> Orchestrators => _orchestrators;

    public IReadOnlyList<IActivityEntry> Activities => _activities;

    public TaskSet Orchestrator<TIn, TOut>(string name, Func<TaskOrchestrationContext, TIn, Task<TOut>> code)
    {
        _orchestrators.Add(new OrchestratorEntry<TIn, TOut>(name, code));
        return this;
    }

    public TaskSet Activity<TIn, TOut>(string name, Func<TIn, Task<TOut>> code)
    {
        _activities.Add(new ActivityEntry<TIn, TOut>(name, code));
        return this;
    }

    public TaskSet Activity<TIn, TOut>(string name, Func<TIn, TOut> code) => Activity<TIn, TOut>(name, input => Task.FromResult(code(input)));

    /// <summary>The interpreter of random programs with its activities.</summary>
    public static TaskSet ForPrograms(Activities activities) => new TaskSet()
        .Orchestrator<RunInput, string[]>(Interpreter.Name, Interpreter.RunAsync)
        .Orchestrator<RunInput, string[]>(Interpreter.ChildName, Interpreter.RunAsync)
        .Activity<ActivityInput, int>(Tests.Activities.Add, activities.AddNumber)
        .Activity<ActivityInput, string>(Tests.Activities.Text, activities.WriteText)
        .Activity<ActivityInput, string?>(Tests.Activities.Nothing, activities.ReturnNothing)
        .Activity<ActivityInput, CompositeResult>(Tests.Activities.Composite, activities.Compose)
        .Activity<ActivityInput, int>(Tests.Activities.Fail, activities.FailPlainly)
        .Activity<ActivityInput, int>(Tests.Activities.FailNested, activities.FailWithCause)
        .Activity<ActivityInput, int>(Tests.Activities.FailArgument, activities.FailByArgument)
        .Activity<Guid, Guid>(Tests.Activities.Same, Tests.Activities.Repeat)
        .Activity<HeldInput, int>(Tests.Activities.Held, activities.HoldAsync)
        .Activity<ControlInput, int>(Tests.Activities.Control, activities.ControlAsync);
}

/// <summary>An orchestrator whose types only a visitor learns.</summary>
public interface IOrchestratorEntry
{
    string Name { get; }

    T Accept<T>(IOrchestratorVisitor<T> visitor);
}

/// <summary>An activity whose types only a visitor learns.</summary>
public interface IActivityEntry
{
    string Name { get; }

    T Accept<T>(IActivityVisitor<T> visitor);
}

/// <summary>Makes of an orchestrator what an engine takes.</summary>
public interface IOrchestratorVisitor<out T>
{
    T Orchestrator<TIn, TOut>(string name, Func<TaskOrchestrationContext, TIn, Task<TOut>> code);
}

/// <summary>Makes of an activity what an engine takes.</summary>
public interface IActivityVisitor<out T>
{
    T Activity<TIn, TOut>(string name, Func<TIn, Task<TOut>> code);
}

internal sealed record OrchestratorEntry<TIn, TOut>(string Name, Func<TaskOrchestrationContext, TIn, Task<TOut>> Code) : IOrchestratorEntry
{
    public T Accept<T>(IOrchestratorVisitor<T> visitor) => visitor.Orchestrator(Name, Code);
}

internal sealed record ActivityEntry<TIn, TOut>(string Name, Func<TIn, Task<TOut>> Code) : IActivityEntry
{
    public T Accept<T>(IActivityVisitor<T> visitor) => visitor.Activity(Name, Code);
}
