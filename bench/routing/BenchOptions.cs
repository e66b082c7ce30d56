using System.Globalization;

namespace Paynode.Bench.Routing;

/// <summary>What to measure.</summary>
public sealed record BenchOptions
{
    public const string Help = """
        usage: ./paynode bench routing [--quick] [--seeds N,N,...]
               ./paynode bench routing --replay FILE
               ./paynode bench routing --csv FILE [--seeds N]

        Simulates markets of 4 corridors, 20 providers each, 200,000 orders a day, and routes the same orders by every
        policy. Prints a table per world, then what an adversarial scorer and a wrong model cost, and the processor
        time of a decision. The last line is JSON. About five minutes on two cores.

          --quick         seeds 101 and 102, and no wrong models: about a minute
          --seeds N,...   other seeds than the reporting ones, 101 to 104; 1 to 99 and those above 1000 are for tuning
          --replay FILE   what other policies would have earned on logged decisions: inverse propensity and doubly
                          robust estimates, with intervals (FILE: as bench/routing/decisions.sql exports them)
          --csv FILE      replays policies on logged attempts: time,context...,arm,reward,value,cost
        """;

    public IReadOnlyList<int> Seeds { get; init; } = [101, 102, 103, 104];

    public bool IsQuick { get; init; }

    public string? Replay { get; init; }

    public string? Csv { get; init; }

    /// <summary>Null when an argument is invalid.</summary>
    public static BenchOptions? Parse(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => new BenchOptions(),
        ["--quick", .. var rest] => Parse(rest) is { } o ? o with { IsQuick = true, Seeds = [.. o.Seeds.Take(2)] } : null,
        ["--seeds", var list, .. var rest] => Parse(rest) is { } o && SeedsOf(list) is { } seeds ? o with { Seeds = seeds } : null,
        ["--replay", var file, .. var rest] => Parse(rest) is { } o ? o with { Replay = file } : null,
        ["--csv", var file, .. var rest] => Parse(rest) is { } o ? o with { Csv = file } : null,
        _ => null,
    };

    private static int[]? SeedsOf(string list)
    {
        var seeds = new List<int>();
        foreach (var item in list.Split(','))
        {
            if (!int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            {
                return null;
            }

            seeds.Add(seed);
        }

        return [.. seeds];
    }
}
