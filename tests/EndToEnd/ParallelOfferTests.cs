using Paynode.Samples.Provider;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>Small orders are offered to several providers at once; one pays.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class ParallelOfferTests(PaynodeStack paynode) : IAsyncLifetime
{
    /// <summary>Up to 30 tokens to three providers at once; see the stack's settings.</summary>
    private const string Corridor = "USDC-TZS";

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task A_small_order_is_offered_to_several_at_once_and_paid_by_one()
    {
        var providers = new[]
        {
            await paynode.StartProviderAsync(Corridor, "2600", Behaviour.Pay),
            await paynode.StartProviderAsync(Corridor, "2600", Behaviour.Pay),
            await paynode.StartProviderAsync(Corridor, "2600", Behaviour.Pay),
        };
        var order = await paynode.OrderAsync(Corridor, "20");
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");

        Assert.Equal(1, providers.Sum(provider => PayoutsOf(provider, order)));
        var history = await paynode.HistoryAsync(order);
        Assert.Equal(3, history.Count(it => it == "offer.made"));
        Assert.Single(history, it => it == "offer.accepted");
        Assert.Equal(2, history.Count(it => it == "offer.lapsed"));
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task A_silent_provider_costs_a_small_order_no_time()
    {
        var silent = Behaviour.Create("silent", null, null, null, null);
        var mute = await paynode.StartProviderAsync(Corridor, "2601", silent);
        var good = await paynode.StartProviderAsync(Corridor, "2600", Behaviour.Pay);
        var order = await paynode.OrderAsync(Corridor, "20");
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");

        Assert.Equal(1, PayoutsOf(good, order));
        Assert.NotEmpty(mute.Offers);
        var decisions = (await paynode.Sender.GetAsync($"/v1/orders/{order["id"]}/decision")).Require(200)["decisions"]!.AsArray();
        Assert.Equal(2, decisions.Count);
    }

    [Fact]
    public async Task Accepting_all_at_once_gives_one_leave_to_pay()
    {
        var mute = new List<ProviderApi>();
        for (var i = 0; i < 3; i++)
        {
            mute.Add((await paynode.StartMuteProviderAsync(Corridor)).Api);
        }

        var order = await paynode.OrderAsync(Corridor, "20");
        await paynode.FundAsync(order);
        string[] offers = [];
        await PaynodeStack.UntilAsync(() => (offers = OffersOf(order)).Length == 3);

        // Whose offer is whose nobody here knows: each accepts each, and only the right one may at all.
        var answers = await Task.WhenAll(mute.SelectMany(api => offers.Select(offer => api.ReportAsync(offer, "accept"))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(2, answers.Count(answer => answer is { Status: 409, Code: "offer_closed" }));
        Assert.Equal(6, answers.Count(answer => answer is { Status: 404, Code: "offer_unknown" }));
    }

    [Fact]
    public async Task When_the_fastest_fails_those_who_lost_to_it_are_asked_again()
    {
        var failing = await paynode.StartProviderAsync(Corridor, "2600", Behaviour.Create("fail", 1, null, null, null));
        var slow = await paynode.StartProviderAsync(Corridor, "2600", Behaviour.Create("slow", null, 1_000, null, null));
        var order = await paynode.OrderAsync(Corridor, "20");
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");

        Assert.Equal(1, PayoutsOf(failing, order) + PayoutsOf(slow, order));
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task A_large_order_goes_to_one_at_a_time()
    {
        await paynode.StartProviderAsync(Corridor, "2600", Behaviour.Pay);
        await paynode.StartProviderAsync(Corridor, "2600", Behaviour.Pay);
        var order = await paynode.OrderAsync(Corridor, "31");
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");

        Assert.Single(await paynode.HistoryAsync(order), it => it == "offer.made");
    }

    /// <summary>Of this order: one that an earlier test left may be paid here too.</summary>
    private static int PayoutsOf(SampleProvider provider, System.Text.Json.Nodes.JsonNode order) =>
        provider.Payouts.Count(payout => payout.OrderId.ToString() == (string)order["id"]!);

    private string[] OffersOf(System.Text.Json.Nodes.JsonNode order)
    {
        var events = paynode.Sender.GetAsync($"/v1/orders/{order["id"]}/events").GetAwaiter().GetResult().Require(200)["events"]!.AsArray();
        return [.. events.Where(it => (string)it!["type"]! == "offer.made").Select(it => (string)it!["data"]!["offerId"]!)];
    }
}
