using System.Diagnostics;
using System.Text.Json.Nodes;
using Npgsql;
using Paynode.LocalHost;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>What the journal and the table of instances take on disk while many workflows run, and after, with purging on.</summary>
internal static class JournalBench
{
    private static readonly TimeSpan PurgeEndedAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static async Task<BenchResult> RunAsync(PrivatePostgres postgres, int inFlight, int workflows)
    {
        await using var app = await OursUnderTest.StartAsync(postgres, configure: options => options.PurgeEndedAfter = PurgeEndedAfter);
        await using var source = NpgsqlDataSource.Create(app.ConnectionString);
        var begun = Stopwatch.GetTimestamp();
        var (journalMost, instancesMost) = await WatchAsync(source, RunWorkflowsAsync(app, inFlight, workflows));
        var rate = workflows / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var (journal, instances) = await SizesAsync(source);
        Console.WriteLine(
            $"   {workflows} workflows at {rate:F0}/s leave {Mb(journal)} MB of journal (at most {Mb(journalMost)}) and {Mb(instances)} "
                + $"MB of instances (at most {Mb(instancesMost)}), those of the last {PurgeEndedAfter.TotalSeconds} s kept");
        return new(
            new JsonObject
            {
                ["workflows"] = workflows,
                ["workflowsPerSecond"] = Math.Round(rate),
                ["purgeEndedAfterSeconds"] = PurgeEndedAfter.TotalSeconds,
                ["journalBytes"] = journal,
                ["journalMostBytes"] = journalMost,
                ["instancesBytes"] = instances,
                ["instancesMostBytes"] = instancesMost,
            },
            []);
    }

    private static async Task RunWorkflowsAsync(OursUnderTest app, int inFlight, int workflows)
    {
        var started = 0;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref started) <= workflows)
            {
                await app.RunWorkflowAsync();
            }
        })));
    }

    private static async Task<(long Journal, long Instances)> WatchAsync(NpgsqlDataSource source, Task running)
    {
        var (journalMost, instancesMost) = (0L, 0L);
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(LookEvery));
            var (journal, instances) = await SizesAsync(source);
            (journalMost, instancesMost) = (Math.Max(journal, journalMost), Math.Max(instances, instancesMost));
        }

        await running;
        return (journalMost, instancesMost);
    }

    // Tables with their indexes, and what is too large for a row.
    private static async Task<(long Journal, long Instances)> SizesAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "SELECT pg_total_relation_size('durable.journal'), pg_total_relation_size('durable.instances')");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static string Mb(long bytes) => (bytes / 1e6).ToString("F1", System.Globalization.CultureInfo.InvariantCulture);
}
