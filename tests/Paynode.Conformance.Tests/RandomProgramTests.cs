using System.Collections.Concurrent;
using System.Text.Json;
using Paynode.LocalServices;
using Xunit.Abstractions;

namespace Paynode.Conformance.Tests;

/// <summary>
/// Random programs end alike on the local engine and on Microsoft's: status, output, which is the order of results,
/// custom status, failure with its causes, and tags, of the instance and of the sub-orchestrations that were named.
/// </summary>
/// <remarks>Differences that are known and not generated are in the README of src/Paynode.LocalHost.</remarks>
public sealed class RandomProgramTests(PostgresHub postgres, ITestOutputHelper output) : IClassFixture<PostgresHub>
{
    private const int AtATime = 50;
    private const int ShrinkTrials = 120;
    private const int Explained = 3;

    private static readonly TimeSpan LongestOfSmaller = TimeSpan.FromSeconds(3);

    private static bool IsLong => Environment.GetEnvironmentVariable("PAYNODE_LONG") is { Length: > 0 };

    [Fact]
    public async Task Programs_Random_EndAlikeOnBothEngines()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("PAYNODE_SEED"), out var given) ? given : Random.Shared.Next();
        var count = int.TryParse(Environment.GetEnvironmentVariable("PAYNODE_PROGRAMS"), out var wanted) ? wanted : IsLong ? 20_000 : 1_000;
        output.WriteLine($"PAYNODE_SEED={first}, {count} programs");
        using var ours = new Activities();
        using var theirs = new Activities();
        await using var local = await postgres.StartAsync(TaskSet.ForPrograms(ours));
        await using var microsoft = await MicrosoftEngine.StartAsync(TaskSet.ForPrograms(theirs));
        (ours.Client, theirs.Client) = (local.Client, microsoft.Client);

        var different = new ConcurrentBag<int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (i, _) =>
        {
            var seed = unchecked(first + i);
            var (a, b) = await RunAsync(local, microsoft, ProgramGenerator.Generate(seed), $"p{i}", HangLimit.OfWait);
            if (a != b)
            {
                different.Add(seed);
            }
        });

        foreach (var seed in different.Order().Take(Explained))
        {
            await ExplainAsync(local, microsoft, seed);
        }

        Assert.True(different.IsEmpty, $"{different.Count} of {count} programs ended otherwise; PAYNODE_SEED={first}; seeds {string.Join(' ', different.Order())}");
    }

    private static async Task<(Outcome Local, Outcome Microsoft)> RunAsync(IEngine local, IEngine microsoft, OrchestrationProgram program, string id, TimeSpan longest)
    {
        var outcomes = await Task.WhenAll(ProgramRun.RunAsync(local, program, id, longest), ProgramRun.RunAsync(microsoft, program, id, longest));
        return (outcomes[0], outcomes[1]);
    }

    private async Task ExplainAsync(IEngine local, IEngine microsoft, int seed)
    {
        var trial = 0;
        async Task<bool> DiffersAsync(OrchestrationProgram program)
        {
            var (a, b) = await RunAsync(local, microsoft, program, $"s{unchecked((uint)seed)}-{trial++}", LongestOfSmaller);
            return a != b;
        }

        var smallest = await Shrinking.SmallestAsync(ProgramGenerator.Generate(seed), DiffersAsync, ShrinkTrials);
        var (ours, theirs) = await RunAsync(local, microsoft, smallest, $"s{unchecked((uint)seed)}-smallest", LongestOfSmaller);
        output.WriteLine($"seed {seed}, after {trial} trials: {JsonSerializer.Serialize(smallest)}\n-- local\n{ours.Text}\n-- Microsoft\n{theirs.Text}");
    }
}
