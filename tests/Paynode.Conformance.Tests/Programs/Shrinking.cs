namespace Paynode.Conformance.Tests;

/// <summary>Makes a program smaller for as long as it still shows what was seen.</summary>
public static class Shrinking
{
    /// <summary>The smallest program found that still fails, in at most this many trials.</summary>
    public static async Task<OrchestrationProgram> SmallestAsync(OrchestrationProgram program, Func<OrchestrationProgram, Task<bool>> fails, int trials)
    {
        while (true)
        {
            var smaller = default(OrchestrationProgram);
            foreach (var candidate in SmallerThan(program))
            {
                if (--trials < 0)
                {
                    return program;
                }

                if (await fails(candidate))
                {
                    smaller = candidate;
                    break;
                }
            }

            if (smaller is null)
            {
                return program;
            }

            program = smaller;
        }
    }

    private static IEnumerable<OrchestrationProgram> SmallerThan(OrchestrationProgram program)
    {
        for (var i = program.Generations.Count - 1; i >= 0 && program.Generations.Count > 1; i--)
        {
            yield return program with { Generations = [.. program.Generations.Where((_, at) => at != i)] };
        }

        for (var i = 0; i < program.Generations.Count; i++)
        {
            foreach (var steps in SmallerThan(program.Generations[i].Steps))
            {
                yield return program with { Generations = [.. program.Generations.Select((generation, at) => at == i ? generation with { Steps = steps } : generation)] };
            }
        }
    }

    private static IEnumerable<IReadOnlyList<Step>> SmallerThan(IReadOnlyList<Step> steps)
    {
        for (var length = steps.Count / 2; length >= 1; length /= 2)
        {
            for (var from = 0; from + length <= steps.Count; from += length)
            {
                yield return [.. steps.Take(from), .. steps.Skip(from + length)];
            }
        }

        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var smaller in SmallerThan(steps[i]))
            {
                yield return [.. steps.Take(i), .. smaller, .. steps.Skip(i + 1)];
            }
        }
    }

    /// <summary>What may stand in place of a step.</summary>
    private static IEnumerable<IReadOnlyList<Step>> SmallerThan(Step step) => step switch
    {
        AllStep s => s.Branches
            .Concat(Enumerable.Range(0, s.Branches.Count).Select(i => (IReadOnlyList<Step>)[new AllStep([.. s.Branches.Where((_, at) => at != i)])]))
            .Concat(s.Branches.SelectMany((branch, i) => SmallerThan(branch).Select(smaller =>
                (IReadOnlyList<Step>)[new AllStep([.. s.Branches.Select((other, at) => at == i ? smaller : other)])]))),
        AnyStep s => [s.Winner],
        TryStep s => SmallerThan(s.Steps).Select(smaller => (IReadOnlyList<Step>)[s with { Steps = smaller }]).Prepend(s.Steps),
        ChildStep s => SmallerThan(s.Program).Select(smaller => (IReadOnlyList<Step>)[s with { Program = smaller }]),
        CallStep { Retry: not null } s => [[s with { Retry = null }]],
        _ => [],
    };
}
