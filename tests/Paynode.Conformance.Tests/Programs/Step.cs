using System.Text.Json.Serialization;

namespace Paynode.Conformance.Tests;

/// <summary>One step of a random orchestration. Steps are data, so a program is the input of the orchestrator that runs it.</summary>
[JsonDerivedType(typeof(CallStep), "call")]
[JsonDerivedType(typeof(TimerStep), "timer")]
[JsonDerivedType(typeof(CancelledTimerStep), "cancelledTimer")]
[JsonDerivedType(typeof(WaitStep), "wait")]
[JsonDerivedType(typeof(CancelledWaitStep), "cancelledWait")]
[JsonDerivedType(typeof(ControlStep), "control")]
[JsonDerivedType(typeof(StatusStep), "status")]
[JsonDerivedType(typeof(SendStep), "send")]
[JsonDerivedType(typeof(ChildStep), "child")]
[JsonDerivedType(typeof(AllStep), "all")]
[JsonDerivedType(typeof(AnyStep), "any")]
[JsonDerivedType(typeof(OrderedStep), "ordered")]
[JsonDerivedType(typeof(AbandonStep), "abandon")]
[JsonDerivedType(typeof(GuidStep), "guid")]
[JsonDerivedType(typeof(FactsStep), "facts")]
[JsonDerivedType(typeof(TryStep), "try")]
[JsonDerivedType(typeof(ThrowStep), "throw")]
public abstract record Step;

/// <summary>How a call is repeated when it fails: by policy, or while a handler says so.</summary>
public sealed record Retry(int Attempts, int FirstPauseMs, double Coefficient, bool ByHandler, bool RefusesArguments);

/// <summary>Calls the activity <paramref name="Activity"/>; <paramref name="FailFirst"/> calls of this step fail.</summary>
public sealed record CallStep(string Activity, int Input, int FailFirst, Retry? Retry, Dictionary<string, string>? Tags = null) : Step;

/// <summary>Waits for a timer.</summary>
public sealed record TimerStep(int DelayMs) : Step;

/// <summary>Starts a timer of an hour and cancels it, in the same turn or after an activity.</summary>
public sealed record CancelledTimerStep(bool InSameTurn) : Step;

/// <summary>Waits for an event. With <paramref name="TimeoutMs"/> at most so long.</summary>
public sealed record WaitStep(string Event, int? TimeoutMs = null, bool AsText = false) : Step;

/// <summary>Waits for an event that never comes and gives up.</summary>
public sealed record CancelledWaitStep(string Event) : Step;

/// <summary>
/// Has the client do things to the instance. Without <paramref name="AtStatus"/> an activity does them and the instance
/// waits for it, so that they are done before the next step; with it they are done once the custom status is that.
/// </summary>
public sealed record ControlStep(string? AtStatus, IReadOnlyList<Control> Controls) : Step;

/// <summary>One thing that a client does to an instance.</summary>
public sealed record Control(ControlKind Kind, string? Name = null, int Value = 0, bool AsText = false);

public enum ControlKind
{
    Raise,
    Suspend,
    Resume,
    Terminate,
}

/// <summary>Sets the custom status.</summary>
public sealed record StatusStep(string? Status) : Step;

/// <summary>Sends an event to an instance: the parent, or an instance by its name in this program.</summary>
public sealed record SendStep(string? Target, string Event, int Value) : Step;

/// <summary>Calls a sub-orchestration. A <paramref name="Name"/> gives it an id that the outcome is read by.</summary>
public sealed record ChildStep(string? Name, string Orchestrator, OrchestrationProgram Program, Retry? Retry, Dictionary<string, string>? Tags, string? Version = null, SendStep? SendFirst = null) : Step;

/// <summary>Runs branches concurrently and waits for all.</summary>
public sealed record AllStep(IReadOnlyList<IReadOnlyList<Step>> Branches) : Step;

public enum Rival
{
    /// <summary>A timer of an hour, cancelled when it loses.</summary>
    LongTimer,

    /// <summary>An event that nobody raises, given up when it loses.</summary>
    NeverRaised,
}

/// <summary>Races a branch against what never comes first.</summary>
public sealed record AnyStep(IReadOnlyList<Step> Winner, Rival Rival, bool RivalFirst) : Step;

/// <summary>Calls as many activities concurrently and has them end in this order, each after the one before was taken.</summary>
public sealed record OrderedStep(IReadOnlyList<int> Order, IReadOnlyList<int> Failing) : Step;

/// <summary>Begins an activity or a short timer and does not wait for it.</summary>
public sealed record AbandonStep(bool Timer) : Step;

/// <summary>Makes GUIDs and looks whether they are the same after a replay.</summary>
public sealed record GuidStep : Step;

/// <summary>Records what the context says of the instance.</summary>
public sealed record FactsStep : Step;

/// <summary>Runs steps and records the exception that ends them.</summary>
public sealed record TryStep(IReadOnlyList<Step> Steps) : Step;

public enum ThrowKind
{
    Plain,
    WithInner,
    Own,
    Rethrown,
    Wrapped,
}

/// <summary>Throws; rethrown and wrapped ones are those of a failed activity.</summary>
public sealed record ThrowStep(ThrowKind Kind, string Message) : Step;

/// <summary>What an orchestration does in each of its generations, and the version that it is started in.</summary>
public sealed record OrchestrationProgram(IReadOnlyList<Generation> Generations, string? Version = null);

/// <summary>One generation; the ones before the last end by continuing as new.</summary>
public sealed record Generation(IReadOnlyList<Step> Steps, bool KeepsEvents, string? NewVersion = null);
