using System.Text.Json.Nodes;
using Paynode.Routing.Metrics;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.EndToEnd;

/// <summary>The figures that the operator sees.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class MetricsTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const string Corridor = "USDC-NGN";

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task Every_one_of_the_forty_is_there_and_those_of_a_payment_have_moved()
    {
        var provider = await paynode.StartProviderAsync(Corridor, "1500.25", Behaviour.Pay);
        var order = await paynode.OrderAsync(Corridor, "100");
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");

        var own = await FiguresAsync(await IdOfAsync(provider.BaseUrl));
        Assert.Equal(ProviderMetrics.All.Select(it => it.Name), own.Select(it => it.Key));
        Assert.Equal(1, (double)own["success15m"]!);
        Assert.InRange((double)own["settleP50Seconds"]!, 0.001, 60);
        Assert.InRange((double)own["posteriorMean"]!, 0.5, 1);
        Assert.True((double)own["freeLiquidity"]! > 0);
        Assert.InRange((double)own["gasPerOrder"]!, 21_000, 1_000_000);
    }

    [Fact]
    public async Task What_operator_and_provider_say_of_a_provider_is_among_them()
    {
        var (one, other) = (await RegisterAsync(licensedDays: 10), await RegisterAsync(licensedDays: null));
        await SayAsync(one, "rates", Rates(maxConcurrent: 20));
        await SayAsync(other, "rates", Rates(maxConcurrent: null));
        foreach (var available in new[] { "1000.00", "400.00", "900.00" })
        {
            await SayAsync(one, "liquidity", Balance(available));
        }

        await SayAsync(other, "liquidity", Balance("900.00"));

        var own = await FiguresAsync(one.Id);
        Assert.Equal(20, (double)own["maxConcurrent"]!);
        Assert.Equal(0, (double)own["inFlightRatio"]!);
        Assert.Equal(500, (double)own["refillPerHour"]!, 2);
        Assert.InRange((double)own["licenceDays"]!, 9.9, 10);
        Assert.InRange((double)own["upstreamDown"]!, 0, 0.5);
        var others = await FiguresAsync(other.Id);
        Assert.Null(others["maxConcurrent"]);
        Assert.Null(others["licenceDays"]);
    }

    [Fact]
    public async Task A_provider_whose_licence_has_ended_is_quoted_for_nobody()
    {
        var ended = await RegisterAsync(licensedDays: -1);
        await SayAsync(ended, "rates", Rates(maxConcurrent: null));
        await SayAsync(ended, "liquidity", Balance("100000000.00"));

        (await paynode.Sender.PostAsync("/v1/quotes", new { corridor = Corridor, amount = "5" }, Guid.NewGuid().ToString()))
            .RequireProblem(503, "no_liquidity");
        Assert.True((double)(await FiguresAsync(ended.Id))["licenceDays"]! < 0);
    }

    [Fact]
    public async Task Senders_do_not_see_them() =>
        (await paynode.Sender.GetAsync($"/v1/admin/corridors/{Corridor}/metrics")).RequireProblem(401, "api_key_invalid");

    private async Task<Credentials> RegisterAsync(int? licensedDays)
    {
        var registered = (await paynode.Operator.PostAsync(
            "/v1/providers",
            new
            {
                name = "Test provider",
                baseUrl = "http://127.0.0.1:9/",
                settlementAddress = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
                corridors = new[] { Corridor },
                upstreamGroup = "one switch",
                licensedUntil = licensedDays is { } days ? DateTimeOffset.UtcNow.AddDays(days) : (DateTimeOffset?)null,
            },
            Guid.NewGuid().ToString())).Require(201);
        return new Credentials((string)registered["id"]!, (string)registered["secret"]!);
    }

    private async Task SayAsync(Credentials provider, string what, object body) =>
        Assert.Equal(204, (await new ProviderApi(paynode.Stack.Host.Url, provider).PutAsync($"/v1/provider/{what}", body)).Status);

    private static object Rates(int? maxConcurrent) =>
        new { rates = new[] { new { corridor = Corridor, rate = "1500", minAmount = "1", maxAmount = "10", maxConcurrent } } };

    private static object Balance(string available) => new { balances = new[] { new { currency = "NGN", available } } };

    private async Task<string> IdOfAsync(Uri baseUrl) =>
        (string)(await paynode.Operator.GetAsync("/v1/providers")).Require(200)["providers"]!.AsArray()
            .Single(it => new Uri((string)it!["baseUrl"]!) == baseUrl)!["id"]!;

    private async Task<JsonObject> FiguresAsync(string provider) =>
        (await paynode.Operator.GetAsync($"/v1/admin/corridors/{Corridor}/metrics")).Require(200)["providers"]!.AsArray()
            .Single(it => (string)it!["provider"]! == provider)!["metrics"]!.AsObject();
}
