using System.Globalization;

namespace Paynode.Bench.Runtime;

/// <summary>What is measured, and for how long.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        Measures the local host's durable engine beside its peers, on one private PostgreSQL.

        usage: bench runtime [--parts peers,waiting,flood,http,partitions,journal] [--seconds N] [--in-flight N]
                             [--waiting N] [--journal N] [--strict]

          --parts       what to measure; all of it by default
          --seconds     length of each measurement, after a warm-up; where contenders take turns, of its rounds together (default 15)
          --in-flight   workflows in flight (default 100)
          --waiting     instances waiting concurrently for an event (default 100000)
          --journal     workflows after which the journal's size is taken (default 1000000)
          --strict      exit 1 when a bar is missed

        CPU of the application is that of its whole process, of ours as of the peers: what starts the workflows is in it.
        The last line of the output is JSON.
        """;

    public IReadOnlyList<string> Parts { get; init; } = ["peers", "waiting", "flood", "http", "partitions", "journal"];

    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(15);

    public int InFlight { get; init; } = 100;

    public int Waiting { get; init; } = 100_000;

    public int JournalWorkflows { get; init; } = 1_000_000;

    public bool IsStrict { get; init; }

    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : 0;
            BenchOptions? next = args[i] switch
            {
                "--strict" => options with { IsStrict = true },
                "--parts" when value.Length > 0 => options with { Parts = value.Split(',') },
                "--seconds" when number > 0 => options with { Length = TimeSpan.FromSeconds(number) },
                "--in-flight" when number > 0 => options with { InFlight = number },
                "--waiting" when number > 0 => options with { Waiting = number },
                "--journal" when number > 0 => options with { JournalWorkflows = number },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
            i += args[i] == "--strict" ? 0 : 1;
        }

        return options;
    }
}
