using System.Globalization;
using Microsoft.DurableTask;

namespace Paynode.Conformance.Tests;

/// <summary>The input of an orchestration that runs a program. The scope is the same on every engine, whatever ids it gives.</summary>
public sealed record RunInput(OrchestrationProgram Program, string Scope, int Generation, IReadOnlyList<string> Trace);

/// <summary>An exception of the application's own.</summary>
public sealed class ConformanceException(string message) : Exception(message);

/// <summary>Runs a program on whatever engine is behind the context; the output is the trace of its steps and their results.</summary>
public sealed class Interpreter(TaskOrchestrationContext context, RunInput input)
{
    public const string Name = "Interpret";

    /// <summary>The same orchestrator under another name, so that names differ between parents and children.</summary>
    public const string ChildName = "InterpretChild";

    public static async Task<string[]> RunAsync(TaskOrchestrationContext context, RunInput input)
    {
        var trace = new Trace(input.Trace);
        var interpreter = new Interpreter(context, input);
        var generation = input.Program.Generations[input.Generation];
        await interpreter.RunAsync(generation.Steps, $"{input.Generation}", trace);
        if (input.Generation + 1 < input.Program.Generations.Count)
        {
            trace.Add("continue as new");
            var next = input with { Generation = input.Generation + 1, Trace = trace.Lines };
            context.ContinueAsNew(new ContinueAsNewOptions { NewInput = next, PreserveUnprocessedEvents = generation.KeepsEvents, NewVersion = generation.NewVersion });
            return [];
        }

        return [.. trace.Lines];
    }

    private async Task RunAsync(IReadOnlyList<Step> steps, string path, Trace trace)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var at = $"{path}.{i}";
            trace.Add($"{at} {await RunAsync(steps[i], at, trace)}");
        }
    }

    private Task<string> RunAsync(Step step, string path, Trace trace) => step switch
    {
        CallStep s => CallAsync(s, path),
        TimerStep s => TimerAsync(s),
        CancelledTimerStep s => CancelledTimerAsync(s),
        WaitStep s => WaitAsync(s),
        CancelledWaitStep s => CancelledWaitAsync(s),
        ControlStep s => ControlAsync(s, path),
        StatusStep s => Status(s),
        SendStep s => Send(s),
        ChildStep s => ChildAsync(s, path),
        AllStep s => AllAsync(s, path, trace),
        AnyStep s => AnyAsync(s, path, trace),
        OrderedStep s => OrderedAsync(s, path),
        AbandonStep s => Abandon(s),
        GuidStep => GuidsAsync(),
        FactsStep => Facts(),
        TryStep s => TryAsync(s, path, trace),
        ThrowStep s => ThrowAsync(s, path),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private async Task<string> CallAsync(CallStep step, string path)
    {
        var call = new ActivityInput($"{input.Scope}/{path}", step.Input, step.FailFirst);
        var options = OptionsOf(step.Retry, step.Tags);
        return step.Activity switch
        {
            Activities.Text => "call -> " + await context.CallActivityAsync<string>(step.Activity, call, options),
            Activities.Nothing => "call -> " + (await context.CallActivityAsync<string?>(step.Activity, call, options) ?? "null"),
            Activities.Composite => "call -> " + await context.CallActivityAsync<CompositeResult>(step.Activity, call, options),
            _ => "call -> " + await context.CallActivityAsync<int>(step.Activity, call, options),
        };
    }

    private static TaskOptions? OptionsOf(Retry? retry, Dictionary<string, string>? tags)
    {
        if (retry is null)
        {
            return tags is null ? null : new TaskOptions(tags: tags);
        }

        var options = retry switch
        {
            { ByHandler: true } => TaskOptions.FromRetryHandler(attempt =>
                attempt.LastAttemptNumber < retry.Attempts && !(retry.RefusesArguments && attempt.LastFailure.IsCausedBy<ArgumentException>())),
            { RefusesArguments: true } => TaskOptions.FromRetryPolicy(PolicyOf(retry, failure => !failure.IsCausedBy<ArgumentException>())),
            _ => TaskOptions.FromRetryPolicy(PolicyOf(retry, null)),
        };
        return tags is null ? options : options with { Tags = tags };
    }

    private static RetryPolicy PolicyOf(Retry retry, Func<TaskFailureDetails, bool>? handles)
    {
        var pause = TimeSpan.FromMilliseconds(retry.FirstPauseMs);
        return handles is null
            ? new RetryPolicy(retry.Attempts, pause, retry.Coefficient)
            : new RetryPolicy(retry.Attempts, pause, retry.Coefficient) { HandleFailure = handles };
    }

    private async Task<string> TimerAsync(TimerStep step)
    {
        var fireAt = context.CurrentUtcDateTime.AddMilliseconds(step.DelayMs);
        await context.CreateTimer(fireAt, CancellationToken.None);
        return context.CurrentUtcDateTime >= fireAt ? "timer" : "timer, early";
    }

    private async Task<string> CancelledTimerAsync(CancelledTimerStep step)
    {
        using var stop = new CancellationTokenSource();
        var timer = context.CreateTimer(TimeSpan.FromHours(1), stop.Token);
        if (!step.InSameTurn)
        {
            await context.CallActivityAsync<int>(Activities.Add, new ActivityInput("", 1, 0));
        }

        stop.Cancel();
        return await EndOfCancelledAsync("timer", timer);
    }

    private async Task<string> WaitAsync(WaitStep step)
    {
        try
        {
            return (step.AsText, step.TimeoutMs) switch
            {
                (true, { } ms) => "event -> " + await context.WaitForExternalEvent<string>(step.Event, TimeSpan.FromMilliseconds(ms)),
                (false, { } ms) => "event -> " + await context.WaitForExternalEvent<int>(step.Event, TimeSpan.FromMilliseconds(ms)),
                (true, null) => "event -> " + await context.WaitForExternalEvent<string>(step.Event),
                (false, null) => "event -> " + await context.WaitForExternalEvent<int>(step.Event),
            };
        }
        catch (OperationCanceledException) when (step.TimeoutMs is not null)
        {
            return "event timed out";
        }
    }

    private async Task<string> CancelledWaitAsync(CancelledWaitStep step)
    {
        using var stop = new CancellationTokenSource();
        var wait = context.WaitForExternalEvent<int>(step.Event, stop.Token);
        await context.CallActivityAsync<int>(Activities.Add, new ActivityInput("", 1, 0));
        stop.Cancel();
        return await EndOfCancelledAsync("wait", wait);
    }

    private static async Task<string> EndOfCancelledAsync(string what, Task task)
    {
        try
        {
            await task;
            return $"{what} ended";
        }
        catch (OperationCanceledException e)
        {
            return $"{what} cancelled: {e.GetType().Name}";
        }
    }

    private async Task<string> ControlAsync(ControlStep step, string path)
    {
        var done = await context.CallActivityAsync<int>(Activities.Control, new ControlInput(context.InstanceId, $"{input.Scope}/{path}", step.AtStatus, step.Controls));
        if (step.AtStatus is not null)
        {
            context.SetCustomStatus(step.AtStatus);
        }

        return $"control {done}";
    }

    private Task<string> Status(StatusStep step)
    {
        context.SetCustomStatus(step.Status);
        return Task.FromResult("status");
    }

    private Task<string> Send(SendStep step)
    {
        context.SendEvent(step.Target is { } name ? IdOf(name) : context.Parent!.InstanceId, step.Event, step.Value);
        return Task.FromResult("sent");
    }

    private async Task<string> ChildAsync(ChildStep step, string path)
    {
        var options = OptionsOf(step.Retry, step.Tags);
        if (step.Name is { } name)
        {
            options = (options ?? new TaskOptions()).WithInstanceId(IdOf(name));
        }

        if (step.Version is { } version)
        {
            options = new SubOrchestrationOptions(options ?? new TaskOptions()) { Version = version };
        }

        var child = context.CallSubOrchestratorAsync<string[]>(
            step.Orchestrator, new RunInput(step.Program, $"{input.Scope}/{path}", 0, []), options);
        if (step.SendFirst is { } first)
        {
            await Send(first);
        }

        return "child -> " + string.Join("; ", await child);
    }

    private string IdOf(string name) => $"{input.Scope.Split('/')[0]}-{name}";

    private async Task<string> AllAsync(AllStep step, string path, Trace trace)
    {
        var traces = step.Branches.Select(_ => new Trace([])).ToArray();
        var branches = step.Branches.Select((branch, i) => RunAsync(branch, $"{path}[{i}]", traces[i])).ToArray();
        try
        {
            await Task.WhenAll(branches);
            return "all";
        }
        catch (Exception)
        {
            // Of several failures, WhenAll throws the one that came first; the outcome is that of the first branch.
            await branches.First(branch => !branch.IsCompletedSuccessfully);
            throw;
        }
        finally
        {
            foreach (var branch in traces)
            {
                trace.AddRange(branch);
            }
        }
    }

    private async Task<string> AnyAsync(AnyStep step, string path, Trace trace)
    {
        using var stop = new CancellationTokenSource();
        var rival = step.RivalFirst ? BeginRival(step.Rival, path, stop.Token) : null;
        var winner = RunAsync(step.Winner, path + "?", trace);
        rival ??= BeginRival(step.Rival, path, stop.Token);
        var first = await Task.WhenAny(winner, rival);
        stop.Cancel();
        await first;
        return first == winner ? "any -> first" : "any -> rival";
    }

    private Task BeginRival(Rival rival, string path, CancellationToken stop) => rival switch
    {
        Rival.LongTimer => context.CreateTimer(TimeSpan.FromHours(1), stop),
        _ => context.WaitForExternalEvent<int>($"never-{path}", stop),
    };

    private async Task<string> OrderedAsync(OrderedStep step, string path)
    {
        var results = new List<string>();
        async Task RunOneAsync(int place)
        {
            var i = step.Order[place];
            var after = place == 0 ? null : $"{path} {step.Order[place - 1]}";
            try
            {
                var held = new HeldInput(context.InstanceId, after, step.Failing.Contains(i), i);
                results.Add($"{i}={await context.CallActivityAsync<int>(Activities.Held, held)}");
            }
            catch (TaskFailedException e)
            {
                results.Add($"{i} {Failure.Of(e.FailureDetails)}");
            }

            context.SetCustomStatus($"{path} {i}");
        }

        await Task.WhenAll(Enumerable.Range(0, step.Order.Count).Select(RunOneAsync));
        return "ordered -> " + string.Join(", ", results);
    }

    private Task<string> Abandon(AbandonStep step)
    {
        _ = step.Timer
            ? context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None)
            : context.CallActivityAsync<int>(Activities.Add, new ActivityInput("", 1, 0));
        return Task.FromResult("abandoned");
    }

    private async Task<string> GuidsAsync()
    {
        var (first, second) = (context.NewGuid(), context.NewGuid());
        var kept = await context.CallActivityAsync<Guid>(Activities.Same, first);
        await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        return $"guids {first == kept} {first != second} {first != Guid.Empty} {context.NewGuid() != second}";
    }

    private Task<string> Facts() => Task.FromResult(string.Create(
        CultureInfo.InvariantCulture,
        $"facts {context.Name} {context.Parent?.Name.Name ?? "no parent"} {context.CurrentUtcDateTime.Kind} [{context.Version}] {context.GetInput<RunInput>()!.Scope}"));

    private async Task<string> TryAsync(TryStep step, string path, Trace trace)
    {
        try
        {
            await RunAsync(step.Steps, path + "!", trace);
            return "tried";
        }
        catch (TaskFailedException e)
        {
            return $"caught {e.GetType()}: {e.Message} of {e.TaskName}, {Failure.Of(e.FailureDetails)}";
        }
        catch (Exception e)
        {
            return $"caught {e.GetType()}: {e.Message}, inner {e.InnerException?.GetType()}";
        }
    }

    private async Task<string> ThrowAsync(ThrowStep step, string path)
    {
        switch (step.Kind)
        {
            case ThrowKind.Plain:
                throw new InvalidOperationException(step.Message);
            case ThrowKind.WithInner:
                throw new InvalidOperationException(step.Message, new ArgumentException("the cause", new TimeoutException("its cause")));
            case ThrowKind.Own:
                throw new ConformanceException(step.Message);
            default:
                break;
        }

        try
        {
            await context.CallActivityAsync<int>(Activities.Fail, new ActivityInput($"{input.Scope}/{path}", 1, 0));
            return "did not fail";
        }
        catch (TaskFailedException e) when (step.Kind == ThrowKind.Wrapped)
        {
            throw new CausedException($"{step.Message}: {e.FailureDetails.ErrorMessage}", e);
        }
    }

    /// <summary>What happened so far, in the order in which it happened.</summary>
    private sealed class Trace(IEnumerable<string> lines)
    {
        private readonly List<string> _lines = [.. lines];

        public IReadOnlyList<string> Lines => _lines;

        public void Add(string line) => _lines.Add(line);

        public void AddRange(Trace other) => _lines.AddRange(other._lines);
    }
}
