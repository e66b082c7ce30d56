using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Paynode.Conformance.Tests;

/// <summary>Runs a program on an engine to its end.</summary>
public static class ProgramRun
{
    /// <summary>Runs the program; one that has not ended after this time has an outcome that says so.</summary>
    public static async Task<Outcome> RunAsync(IEngine engine, OrchestrationProgram program, string id, TimeSpan longest)
    {
        string[] ids = [id, .. NamesOf(program).Select(name => $"{id}-{name}")];
        var options = new StartOrchestrationOptions(id) { Version = program.Version, Tags = new Dictionary<string, string> { ["program"] = "random" } };
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(Interpreter.Name, new RunInput(program, id, 0, []), options);
        using var timeout = new CancellationTokenSource(longest);
        try
        {
            await engine.Client.WaitForInstanceCompletionAsync(id, true, timeout.Token);
        }
        catch (Exception) when (timeout.IsCancellationRequested)
        {
            return new($"did not end\n{(await LookAsync(engine, ids)).Text}");
        }

        return await LookAsync(engine, ids);
    }

    private static async Task<Outcome> LookAsync(IEngine engine, string[] ids) =>
        Outcome.Of(await Task.WhenAll(ids.Select(id => engine.Client.GetInstanceAsync(id, true))));

    /// <summary>The names of all sub-orchestrations that were given one.</summary>
    private static IEnumerable<string> NamesOf(OrchestrationProgram program) =>
        program.Generations.SelectMany(generation => generation.Steps).SelectMany(NamesOf);

    private static IEnumerable<string> NamesOf(Step step) => step switch
    {
        ChildStep s => NamesOf(s.Program).Concat(s.Name is { } name ? [name] : []),
        AllStep s => s.Branches.SelectMany(branch => branch).SelectMany(NamesOf),
        AnyStep s => s.Winner.SelectMany(NamesOf),
        TryStep s => s.Steps.SelectMany(NamesOf),
        _ => [],
    };
}
