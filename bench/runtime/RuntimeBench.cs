using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>Runs the parts one after another on one server and reports.</summary>
internal sealed class RuntimeBench(BenchOptions options)
{
    private const int Rounds = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private TimeSpan RoundLength => TimeSpan.FromSeconds(Math.Max(3, options.Length.TotalSeconds / Rounds));

    private readonly JsonObject _report = [];
    private readonly List<string> _missed = [];

    public async Task<int> RunAsync()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        foreach (var part in options.Parts)
        {
            Console.WriteLine($"-- {part}");
            await RunPartAsync(part, postgres);
        }

        _report["missed"] = new JsonArray([.. _missed.Select(bar => JsonValue.Create(bar))]);
        Console.WriteLine(_missed.Count == 0 ? "Every bar that was measured is reached." : "Missed: " + string.Join("; ", _missed));
        Console.WriteLine(_report.ToJsonString());
        return options.IsStrict && _missed.Count > 0 ? 1 : 0;
    }

    private Task RunPartAsync(string part, PrivatePostgres postgres) => part switch
    {
        "peers" => PeersAsync(postgres),
        "partitions" => PartitionsAsync(postgres),
        "waiting" => AddAsync(part, WaitingBench.RunAsync(postgres, options.Waiting)),
        "flood" => AddAsync(part, FloodBench.RunAsync(postgres, options.Length)),
        "http" => AddAsync(part, HttpBench.RunAsync(postgres, options.Length)),
        "journal" => AddAsync(part, JournalBench.RunAsync(postgres, options.InFlight, options.JournalWorkflows)),
        _ => throw new ArgumentException($"There is no part '{part}'."),
    };

    private async Task AddAsync(string part, Task<BenchResult> running) => Add(part, await running);

    private void Add(string part, BenchResult result)
    {
        _report[part] = result.Figures;
        foreach (var (bar, reached) in result.Bars)
        {
            Console.WriteLine($"   {(reached ? "reached" : "MISSED ")}  {bar}");
            if (!reached)
            {
                _missed.Add(bar);
            }
        }
    }

    // The three alternate, so that background noise affects all; each is represented by its median round.
    private async Task PeersAsync(PrivatePostgres postgres)
    {
        await DbosPeer.InstallAsync();
        var (ours, floor, dbos) = (new List<Measurement>(), new List<Measurement>(), new List<Measurement>());
        for (var round = 0; round < Rounds; round++)
        {
            var (measured, cost) = await OursAsync(postgres, RoundLength);
            ours.Add(measured);
            Print("ours", measured);
            Console.WriteLine(
                $"{"",17}{cost.CommitsPerWorkflow:F2} commits, {cost.JournalBytes} bytes of journal and a row with {cost.HistoryBytes} "
                    + "bytes of history a workflow");
            _report["costPerWorkflow"] = JsonSerializer.SerializeToNode(cost, JsonSerializerOptions.Web);
            floor.Add(await FloorPeer.RunAsync(postgres, options.InFlight, RoundLength, cost.JournalBytes, cost.HistoryBytes));
            Print("floor", floor[^1]);
            dbos.Add(await DbosPeer.RunAsync(postgres, options.InFlight, RoundLength));
            Print("dbos", dbos[^1]);
        }

        Report(Measurement.Median(ours), Measurement.Median(floor), Measurement.Median(dbos));
    }

    private async Task<(Measurement Measured, WorkflowCost Cost)> OursAsync(PrivatePostgres postgres, TimeSpan length)
    {
        await using var app = await OursUnderTest.StartAsync(postgres);
        var measured = await ClosedLoop.RunAsync(options.InFlight, WarmUp, length, postgres.Pid, app.RunWorkflowAsync);
        return (measured, await CostAsync(app.ConnectionString));
    }

    private void Report(Measurement ours, Measurement floor, Measurement dbos)
    {
        Console.WriteLine($"   the median of {Rounds} rounds, {options.InFlight} in flight:");
        foreach (var (name, value) in new[] { ("ours", ours), ("dbos", dbos), ("floor", floor) })
        {
            Print(name, value);
            _report[name] = JsonSerializer.SerializeToNode(value, JsonSerializerOptions.Web);
        }

        _report["ratioToDbos"] = Math.Round(ours.WorkflowsPerSecond / dbos.WorkflowsPerSecond, 2);
        Add("peers", Compare(ours, floor, dbos));
    }

    private static BenchResult Compare(Measurement ours, Measurement floor, Measurement dbos)
    {
        var toDbos = ours.WorkflowsPerSecond / dbos.WorkflowsPerSecond;
        var cpuToDbos = dbos.CpuMsPerWorkflow / ours.CpuMsPerWorkflow;
        var toFloor = ours.WorkflowsPerSecond / floor.WorkflowsPerSecond;
        return new(
            new JsonObject { ["ratioToDbos"] = Math.Round(toDbos, 2), ["cpuRatioToDbos"] = Math.Round(cpuToDbos, 2),
                ["ratioToFloor"] = Math.Round(toFloor, 3) },
            [
                ($"{toDbos:F1} times DBOS's throughput (bar: 20)", toDbos >= 20),
                ($"1/{cpuToDbos:F1} of DBOS's CPU a workflow (bar: 1/15)", cpuToDbos >= 15),
                ($"{toFloor:P0} of the hand-written floor (bar: 50 %)", toFloor >= 0.5),
            ]);
    }

    // Alternating too, with the median round of each.
    private async Task PartitionsAsync(PrivatePostgres postgres)
    {
        int[] counts = [1, 2, 4, 8];
        var rounds = counts.ToDictionary(count => count, _ => new List<Measurement>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var count in counts)
            {
                await using var app = await OursUnderTest.StartAsync(postgres, count);
                rounds[count].Add(await ClosedLoop.RunAsync(options.InFlight, WarmUp, RoundLength, postgres.Pid, app.RunWorkflowAsync));
                Print($"{count} partition{(count == 1 ? "" : "s")}", rounds[count][^1]);
            }
        }

        Console.WriteLine($"   the median of {Rounds} rounds, {options.InFlight} in flight:");
        var figures = new JsonObject();
        foreach (var count in counts)
        {
            var median = Measurement.Median(rounds[count]);
            Print($"{count} partition{(count == 1 ? "" : "s")}", median);
            figures[$"{count}"] = JsonSerializer.SerializeToNode(median, JsonSerializerOptions.Web);
        }

        _report["partitions"] = figures;
    }

    // The cost of a workflow, from what was just written.
    private static async Task<WorkflowCost> CostAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("""
            SELECT avg(length(history))::int, avg(length(id))::int,
                   (SELECT sum(places)
                   FROM (SELECT max(sequence) AS places FROM durable.journal GROUP BY partition) commits)::float8 / count(*)
            FROM durable.instances WHERE status = 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var history = reader.GetInt32(0);
        // The journal has the same steps, each with the instance's id and two lengths before it.
        return new(reader.GetDouble(2), history + (6 * (reader.GetInt32(1) + 3)), history);
    }

    private static void Print(string name, Measurement measured) => Console.WriteLine(
        $"   {name,-14}{measured.WorkflowsPerSecond,9:F0} workflows/s   {measured.CpuMsPerWorkflow,7:F3} ms CPU "
            + $"({measured.ApplicationCpuMs:F3} application)   p50 {measured.P50Ms,7:F1} ms   p99 {measured.P99Ms,7:F1} ms");
}

/// <summary>A part's figures, and the bars that it was held to.</summary>
internal sealed record BenchResult(JsonObject Figures, IReadOnlyList<(string Bar, bool Reached)> Bars);

/// <summary>What one workflow writes.</summary>
internal sealed record WorkflowCost(double CommitsPerWorkflow, int JournalBytes, int HistoryBytes);
