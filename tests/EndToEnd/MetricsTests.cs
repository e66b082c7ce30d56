using Paynode.Routing.Metrics;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>The figures that the operator sees.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class MetricsTests(PaynodeStack paynode) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task Every_one_of_the_forty_is_there_and_those_of_a_payment_have_moved()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500.25", Behaviour.Pay);
        var order = await paynode.OrderAsync("USDC-NGN", "100");
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");

        var answer = (await paynode.Operator.GetAsync("/v1/admin/corridors/USDC-NGN/metrics")).Require(200);
        var own = answer["providers"]!.AsArray().Single(it => (double)it!["metrics"]!["licence"]! == 1)!["metrics"]!.AsObject();
        Assert.Equal(ProviderMetrics.All.Select(it => it.Name), own.Select(it => it.Key));
        Assert.Equal(1, (double)own["success15m"]!);
        Assert.InRange((double)own["settleP50Seconds"]!, 0.001, 60);
        Assert.InRange((double)own["posteriorMean"]!, 0.5, 1);
        Assert.True((double)own["freeLiquidity"]! > 0);
    }

    [Fact]
    public async Task Senders_do_not_see_them() =>
        (await paynode.Sender.GetAsync("/v1/admin/corridors/USDC-NGN/metrics")).RequireProblem(401, "api_key_invalid");
}
