using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>
/// The hand-written floor: the bytes that our runtime writes for a workflow, in the same tables' shape, by one
/// statement and one commit a workflow, driven by pgbench with prepared statements.
/// </summary>
internal static partial class FloorPeer
{
    public static async Task<Measurement> RunAsync(
        PrivatePostgres postgres, int inFlight, TimeSpan length, int journalBytes, int historyBytes)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await CreateAsync(database.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("paynode-floor-").FullName;
        var script = Path.Combine(folder, "workflow.sql");
        await File.WriteAllTextAsync(script, $"""
            WITH journalled AS (INSERT INTO journal (data) VALUES (decode(repeat('5a', {journalBytes}), 'hex')) RETURNING sequence)
            INSERT INTO instances (id, partition, name, status, created_at, updated_at, busy, sequence, history)
            SELECT gen_random_uuid()::text, 0, 'FiveSteps', 1, now(), now(), false, sequence, decode(repeat('5a', {historyBytes}), 'hex')
            FROM journalled;

            """);
        try
        {
            return await MeasureAsync(postgres, database.ConnectionString, script, folder, inFlight, length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CreateAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var create = source.CreateCommand("""
            CREATE TABLE journal (sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data bytea NOT NULL);
            CREATE TABLE instances (
                id text COLLATE "C" PRIMARY KEY, partition smallint NOT NULL, name text NOT NULL, status smallint NOT NULL,
                created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, next_due timestamptz, busy boolean NOT NULL,
                custom_status bytea, sequence bigint NOT NULL, history bytea NOT NULL);
            CREATE INDEX ON instances (created_at, id);
            CREATE INDEX ON instances (partition) WHERE busy OR next_due IS NOT NULL;
            """);
        await create.ExecuteNonQueryAsync();
    }

    private static async Task<Measurement> MeasureAsync(
        PrivatePostgres postgres, string connectionString, string script, string folder, int inFlight, TimeSpan length)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var start =
            new ProcessStartInfo("pgbench") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in (string[])["-n", "-M", "prepared", "-l", "-c", Text(inFlight), "-j", "2", "-T",
            Text((int)length.TotalSeconds), "-f", script,
            "-h", target.Host!, "-p", Text(target.Port), "-U", target.Username!, target.Database!])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PGPASSWORD"] = target.Password;
        var (before, childrenBefore) = (Cpu.OfServer(postgres.Pid), Cpu.OfEndedChildren());
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var database = Cpu.OfServer(postgres.Pid) - before;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("pgbench failed: " + await error);
        }

        // Its log has a line a transaction: client, number, microseconds, …
        var latencies = Directory.EnumerateFiles(folder, "pgbench_log*").SelectMany(File.ReadLines)
            .Select(line => double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture) / 1000).ToArray();
        var tps = double.Parse(Tps().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        return Measurement.Of(
            latencies.Length, TimeSpan.FromSeconds(latencies.Length / tps), Cpu.OfEndedChildren() - childrenBefore, database, latencies);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();
}
