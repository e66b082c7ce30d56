using System.Globalization;
using Paynode.Bench.Indexing;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(
        """
        usage: ./paynode bench indexing [--events N]

        Reads N escrow events (default 60000, 100 a block) from a scripted chain over JSON-RPC into a private PostgreSQL, with
        all that the indexer does: headers, checks, decoding, confirmation; then hands them on to their consumer. This process,
        the scripted node included, has one core; PostgreSQL has the others.

        The last line is JSON. Exit code 0 if at least 2,000 events a second were indexed and handed on.
        """);
    return 0;
}

var events = args is ["--events", var count] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked
    : args.Length == 0 ? 60_000
    : 0;
if (events < IndexingBench.EventsPerBlock)
{
    await Console.Error.WriteLineAsync($"usage: ./paynode bench indexing [--events N], N from {IndexingBench.EventsPerBlock}");
    return 2;
}

var result = await IndexingBench.RunAsync(events);
Console.WriteLine(result.ToJson());
return result.Ok ? 0 : 1;
