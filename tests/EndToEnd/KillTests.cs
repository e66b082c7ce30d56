using System.Text.Json.Nodes;
using Paynode.Samples.Provider;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>Paynode killed with SIGKILL, again and again, while orders are in flight.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private const int Orders = 50;
    private const int Kills = 20;

    /// <summary>Rounds of so many orders and kills; two hundred kills in <c>./paynode test --long</c>.</summary>
    private static readonly int Rounds = Environment.GetEnvironmentVariable("PAYNODE_LONG") is { Length: > 0 } ? 10 : 1;

    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(2);

    private readonly PaynodeStack paynode = new() { BlockTime = TimeSpan.FromSeconds(1) };
    private readonly int seed = Environment.TickCount;

    public Task InitializeAsync()
    {
        // Long enough that most orders are in flight through all of the kills.
        paynode.Settings["CorridorDefaults__PaySeconds"] = "90";
        paynode.Settings["CorridorDefaults__AcceptSeconds"] = "20";
        paynode.Settings["CorridorDefaults__RoutingPatienceSeconds"] = "120";
        return paynode.InitializeAsync();
    }

    public Task DisposeAsync() => paynode.DisposeAsync();

    [Fact]
    public async Task Killed_at_random_moments_no_order_is_lost_or_settled_twice()
    {
        Console.WriteLine($"Seed {seed}");
        var providers = new List<SampleProvider>();
        for (var i = 0; i < 3; i++)
        {
            var behaviour = i == 0 ? Behaviour.Create("decline", 0.3, null, null, null) : Behaviour.Create("slow", 0.8, 20_000, null, null);
            providers.Add(await paynode.StartProviderAsync("USDC-NGN", $"{1500 + i}", behaviour));
        }

        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            await DriveThroughKillsAsync(providers, random);
        }

        await paynode.RequireInvariantsAsync();
    }

    private async Task DriveThroughKillsAsync(IReadOnlyList<SampleProvider> providers, Random random)
    {
        var orders = new List<JsonNode>();
        for (var i = 0; i < Orders; i++)
        {
            orders.Add(await paynode.OrderAsync("USDC-NGN", $"{10 + i}"));
        }

        var funding = Task.WhenAll(orders.Select(paynode.FundAsync));
        await KillAgainAndAgainAsync(random);
        await funding;

        foreach (var order in orders)
        {
            await paynode.WaitForAsync(order, "settled", "refunded");
        }

        RequireEveryPayoutOnce(providers, orders);
        await RequireOneOutcomeEachAsync(orders);
    }

    private async Task KillAgainAndAgainAsync(Random random)
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.NextDouble() * LongestLife);
            await paynode.Stack.Host.RestartAsync(immediate: true);
        }
    }

    /// <summary>A settled order was paid by exactly one provider.</summary>
    private static void RequireEveryPayoutOnce(IReadOnlyList<SampleProvider> providers, IReadOnlyList<JsonNode> orders)
    {
        var payouts = providers.SelectMany(provider => provider.Payouts).ToLookup(payout => payout.OrderId.ToString());
        Assert.All(orders, order => Assert.True(payouts[(string)order["id"]!].Count() <= 1, $"{order["id"]} was paid twice."));
    }

    private async Task RequireOneOutcomeEachAsync(IReadOnlyList<JsonNode> orders)
    {
        foreach (var order in orders)
        {
            var current = (await paynode.Sender.GetAsync($"/v1/orders/{order["id"]}")).Require(200);
            var kinds = current["transactions"]!.AsArray().Select(it => (string)it!["kind"]!).ToArray();
            var end = (string)current["state"]! == "settled" ? "release" : "refund";
            Assert.Equal(["lock", end], kinds);
        }
    }
}
