using System.Globalization;
using System.Text.Json;
using Paynode.LocalServices;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Protocol;
using Paynode.Samples.Provider.Tests.Support;

namespace Paynode.Samples.Provider.Tests;

public sealed class LiquidityTests
{
    [Fact]
    public async Task Rates_liquidity_and_heartbeat_are_published_at_the_start()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);

        var rates = (await paynode.ReceivedAsync("rates")).Json.GetRawText();
        var liquidity = (await paynode.ReceivedAsync("liquidity")).Json.GetRawText();
        await paynode.ReceivedAsync("heartbeat");

        Assert.Equal("""{"rates":[{"corridor":"USDC-NGN","rate":"1500","minAmount":"1","maxAmount":"5000"}]}""", rates);
        Assert.Equal("""{"balances":[{"currency":"NGN","available":"1000000"}]}""", liquidity);
    }

    [Fact]
    public async Task Published_completes_only_when_all_three_were_taken()
    {
        await using var paynode = await FakePaynode.StartAsync();
        paynode.Faults = Fault.First(2, "rates", new Fault(TakesIt: false, 503));
        await using var provider = await Given.ProviderAsync(paynode);

        await provider.Published.WaitAsync(HangLimit.OfWait);

        Assert.True(paynode.ReceivedAsync("rates").IsCompletedSuccessfully);
        Assert.True(paynode.ReceivedAsync("liquidity").IsCompletedSuccessfully);
        Assert.True(paynode.ReceivedAsync("heartbeat").IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Heartbeats_go_on_and_rates_come_again_with_every_third()
    {
        await using var paynode = await FakePaynode.StartAsync();
        var beats = 0;
        var seventh = new TaskCompletionSource();
        paynode.Faults = call =>
        {
            if (call.Verb == "heartbeat" && Interlocked.Increment(ref beats) == 7)
            {
                seventh.SetResult();
            }

            return null;
        };
        await using var provider = await SampleProvider.StartAsync(Given.Options(paynode) with { HeartbeatEvery = TimeSpan.FromMilliseconds(100) });

        await seventh.Task.WaitAsync(HangLimit.OfWait);

        Assert.InRange(paynode.CallsOf("rates").Count(), 2, 4);
    }

    [Fact]
    public async Task Published_liquidity_falls_by_what_was_paid()
    {
        await using var paynode = await FakePaynode.StartAsync();
        var fallen = new TaskCompletionSource();
        paynode.Faults = call =>
        {
            if (call.Verb == "liquidity" && call.Json.GetProperty("balances")[0].GetProperty("available").GetString() == "850000")
            {
                fallen.TrySetResult();
            }

            return null;
        };
        await using var provider = await Given.ProviderAsync(paynode);

        await paynode.OfferAsync(provider, Given.Offer(150_000m));

        await fallen.Task.WaitAsync(HangLimit.OfWait);
    }

    [Fact]
    public async Task Offers_beyond_the_balance_are_declined_however_many_come_at_once()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        var offers = Enumerable.Range(0, 30).Select(_ => Given.Offer(149_000m)).ToList();

        await Task.WhenAll(offers.Select(offer => paynode.OfferAsync(provider, offer)));
        await provider.WhenIdleAsync();

        Assert.Equal(6, provider.Payouts.Count);
        Assert.Equal(106_000m, provider.Balances["NGN"]);
        Assert.Equal(24, paynode.CallsOf("decline").Count(call => call.Json.GetProperty("code").GetString() == ReasonCode.InsufficientLiquidity));
    }

    [Fact]
    public async Task Control_changes_behaviour_balance_and_rate_and_tells_the_state()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);

        var told = await ControlAsync(provider, """{"behaviour":"fail-after-paid","probability":0.25,"code":"other","balances":{"NGN":"7.50"},"rates":{"USDC-NGN":"1499.5"}}""");

        Assert.Equal("fail-after-paid", told.GetProperty("behaviour").GetProperty("kind").GetString());
        Assert.Equal((BehaviourKind.FailAfterPaid, 0.25), (provider.Behaviour.Kind, provider.Behaviour.Probability));
        Assert.Equal(7.5m, provider.Balances["NGN"]);
        Assert.Equal("1499.5", told.GetProperty("rates")[0].GetProperty("rate").GetString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"behaviour":"generous"}""")]
    [InlineData("""{"behaviour":"pay","probability":1.5}""")]
    [InlineData("""{"behaviour":"slow","delayMs":-1}""")]
    [InlineData("""{"behaviour":"slow","delayMs":1e300}""")]
    [InlineData("""{"behaviour":"fail","code":"bored"}""")]
    [InlineData("""{"balances":{"NGN":"-1"}}""")]
    public async Task A_control_call_that_makes_no_sense_is_refused_and_changes_nothing(string body)
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);

        var problem = await ControlAsync(provider, body);

        Assert.Equal("invalid_control", problem.GetProperty("code").GetString());
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        Assert.Equal(Behaviour.Pay, provider.Behaviour);
        Assert.Equal("1000000", provider.Balances["NGN"].ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<JsonElement> ControlAsync(SampleProvider provider, string body)
    {
        using var http = new HttpClient { BaseAddress = provider.BaseUrl };
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PutAsync(new Uri("/control", UriKind.Relative), content);
        return await response.JsonAsync();
    }
}
