using System.Text.Json.Nodes;
using Npgsql;
using Paynode.Bench.Routing.Replay;
using Paynode.LocalServices;
using Paynode.Payments;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>What another policy would have earned, on decisions that a running Paynode has taken.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class ReplayTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const int Orders = 6;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task The_exported_log_of_a_running_Paynode_is_replayed()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500.25", Behaviour.Pay);
        await paynode.StartProviderAsync("USDC-NGN", "1500.00", Behaviour.Create("fail", 0.5, null, null, null));
        var orders = await Task.WhenAll(Enumerable.Range(0, Orders).Select(_ => paynode.OrderAsync("USDC-NGN", "20")));
        foreach (var order in orders)
        {
            await paynode.FundAsync(order);
            await paynode.WaitForAsync(order, "settled");
        }

        var lines = await ExportAsync();
        var ours = orders.Select(order => (string)order["id"]!).ToHashSet();
        var taken = lines.Where(line => ours.Contains((string)JsonNode.Parse(line)!["decision"]!["order"]!)).ToList();
        var (log, others) = DecisionLog.Read(taken);

        Assert.InRange(taken.Count, Orders, 2 * Orders);
        Assert.Equal(taken.Count, log.Count + others);
        Assert.All(log, decision => Assert.InRange(decision.Propensity, double.Epsilon, 1));
        Assert.Contains(log, decision => decision.Candidates.Count == 2 && decision.Propensity < 1);
        Assert.Equal(Orders, log.Count(decision => decision.IsPaid) + taken.Count(line => !IsDrawn(line) && line.Contains("\"fulfilled\"", StringComparison.Ordinal)));
        Assert.Equal(0, await ReplayAsync(taken));
    }

    private static bool IsDrawn(string line) =>
        JsonNode.Parse(line)!["decision"]! is var it && (bool)it["sampled"]! && it["propensity"] is not null;

    /// <summary>As README says to do it with psql, which adds nothing to the query.</summary>
    private async Task<List<string>> ExportAsync()
    {
        await using var database = NpgsqlDataSource.Create(DatabaseUrl.ToConnectionString(paynode.Stack.DatabaseUrl));
        await using var command = database.CreateCommand(await File.ReadAllTextAsync(Path.Combine(Clone.Root!, "bench/routing/decisions.sql")));
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    private static async Task<int> ReplayAsync(IEnumerable<string> lines)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, lines);
            return DecisionReplay.Run(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
