using System.Diagnostics;
using System.Text.Json.Nodes;
using Npgsql;
using Paynode.Embedded;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>What the journal and the table of instances take on disk after many workflows, with purging on.</summary>
internal static class JournalBench
{
    public static async Task<BenchResult> RunAsync(PrivatePostgres postgres, int inFlight, int workflows)
    {
        await using var app = await OursUnderTest.StartAsync(postgres, configure: options => options.PurgeEndedAfter = TimeSpan.FromSeconds(5));
        var begun = Stopwatch.GetTimestamp();
        var started = 0;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref started) <= workflows)
            {
                await app.RunWorkflowAsync();
            }
        })));
        var rate = workflows / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await using var source = NpgsqlDataSource.Create(app.ConnectionString);
        var figures = new JsonObject { ["workflows"] = workflows, ["workflowsPerSecond"] = Math.Round(rate) };
        foreach (var table in (string[])["journal", "instances"])
        {
            await using var command = source.CreateCommand($"SELECT pg_total_relation_size('durable.{table}')");
            figures[table + "Bytes"] = (long)(await command.ExecuteScalarAsync())!;
        }

        Console.WriteLine($"   {workflows} workflows at {rate:F0}/s leave {(long)figures["journalBytes"]! / 1e6:F1} MB of journal and {(long)figures["instancesBytes"]! / 1e6:F1} MB of instances");
        return new(figures, []);
    }
}
