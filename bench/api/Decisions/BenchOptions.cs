using System.Globalization;

namespace Paynode.Bench.Api.Decisions;

/// <summary>What to measure.</summary>
internal sealed record BenchOptions
{
    public const string Help = """
        usage: ./paynode bench decisions [--rate N] [--seconds N] [--providers N]

        Routes orders on a fixed schedule through the router of this process and a Redis of its own (or REDIS_URL), each
        decision timed from when it was due. Every order is released and learned from a quarter of a second later.
        Beside them, on the same schedule and timed alike, goes a bare PING for every 64 orders: redisRoundTripMs. Where p50
        is above three round trips of an idle machine, lower rates are tried until it is not.
        The last line is JSON.

          --rate N        decisions a second (default 10250)
          --seconds N     how long (default 15)
          --providers N   providers in the corridor (default 50)
        """;

    public int Rate { get; init; } = 10_250;

    public int Seconds { get; init; } = 15;

    public int Providers { get; init; } = 50;

    /// <summary>Null when an argument is invalid.</summary>
    public static BenchOptions? Parse(string[] arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || !int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var value) || value <= 0)
            {
                return null;
            }

            BenchOptions? next = arguments[i] switch
            {
                "--rate" => options with { Rate = value },
                "--seconds" => options with { Seconds = value },
                "--providers" => options with { Providers = value },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
        }

        return options;
    }
}
