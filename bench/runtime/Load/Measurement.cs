namespace Paynode.Bench.Runtime;

/// <summary>What one contender did.</summary>
/// <param name="WorkflowsPerSecond">Workflows ended in a second.</param>
/// <param name="CpuMsPerWorkflow">CPU milliseconds a workflow, of application and database.</param>
/// <param name="ApplicationCpuMs">Of these, the application's.</param>
/// <param name="P50Ms">Median time from start to end.</param>
/// <param name="P99Ms">99th percentile of the same.</param>
internal sealed record Measurement(double WorkflowsPerSecond, double CpuMsPerWorkflow, double ApplicationCpuMs, double P50Ms, double P99Ms)
{
    public static Measurement Of(int count, TimeSpan elapsed, TimeSpan applicationCpu, TimeSpan databaseCpu, double[] latenciesMs)
    {
        Array.Sort(latenciesMs);
        return new(
            count / elapsed.TotalSeconds,
            (applicationCpu + databaseCpu).TotalMilliseconds / count,
            applicationCpu.TotalMilliseconds / count,
            Percentile(latenciesMs, 0.50),
            Percentile(latenciesMs, 0.99));
    }

    /// <summary>The measurement whose throughput is the middle one.</summary>
    public static Measurement Median(IReadOnlyCollection<Measurement> rounds) =>
        rounds.OrderBy(round => round.WorkflowsPerSecond).ElementAt(rounds.Count / 2);

    /// <summary>The value below which the given share of sorted values lies.</summary>
    public static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
