using System.Diagnostics;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Offers;
using Paynode.Samples.Provider.Protocol;
using Paynode.Samples.Provider.Tests.Support;

namespace Paynode.Samples.Provider.Tests;

public sealed class BehaviourTests
{
    [Fact]
    public async Task Slow_says_paying_until_the_bank_is_done_and_then_reports()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new Behaviour(BehaviourKind.Slow) { Delay = TimeSpan.FromSeconds(1) });
        var offer = Given.Offer();
        var began = Stopwatch.StartNew();

        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("accept", offer.OfferId);
        Assert.Empty(provider.Payouts);
        await paynode.ReceivedAsync("fulfil", offer.OfferId);

        Assert.True(began.Elapsed >= TimeSpan.FromSeconds(1));
        Assert.Equal("paid", await paynode.StateAsync(provider, offer.OfferId));
    }

    [Theory]
    [InlineData(null, "provider_unavailable")]
    [InlineData("name_mismatch", "name_mismatch")]
    public async Task Decline_gives_its_code_and_never_pays(string? code, string expected)
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new Behaviour(BehaviourKind.Decline) { Code = code });
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        var declined = await paynode.ReceivedAsync("decline", offer.OfferId);
        await provider.WhenIdleAsync();

        Assert.Equal(expected, declined.Json.GetProperty("code").GetString());
        Assert.Equal("not_paid", await paynode.StateAsync(provider, offer.OfferId));
        Assert.Empty(paynode.CallsOf("accept"));
        Assert.Empty(provider.Payouts);
    }

    [Fact]
    public async Task Silent_takes_the_offer_and_never_answers_it()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new Behaviour(BehaviourKind.Silent));
        var offer = Given.Offer();

        using var response = await paynode.OfferAsync(provider, offer);
        await provider.WhenIdleAsync();

        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("received", await paynode.StateAsync(provider, offer.OfferId));
        Assert.DoesNotContain(paynode.Calls, call => call.OfferId == offer.OfferId);
    }

    [Fact]
    public async Task Stall_accepts_and_then_neither_pays_nor_reports()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new Behaviour(BehaviourKind.Stall));
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("accept", offer.OfferId);
        await provider.WhenIdleAsync();

        Assert.Equal("accepted", await paynode.StateAsync(provider, offer.OfferId));
        Assert.Equal(["accept"], paynode.Calls.Where(call => call.OfferId == offer.OfferId).Select(call => call.Verb));
    }

    [Fact]
    public async Task Fail_accepts_reports_the_failure_and_frees_the_funds()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new Behaviour(BehaviourKind.Fail) { Code = ReasonCode.InstitutionUnavailable });
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        var failed = await paynode.ReceivedAsync("fail", offer.OfferId);
        await provider.WhenIdleAsync();

        Assert.Equal("institution_unavailable", failed.Json.GetProperty("code").GetString());
        Assert.Equal("not_paid", await paynode.StateAsync(provider, offer.OfferId));
        Assert.Empty(provider.Payouts);
        Assert.Equal(1_000_000m, provider.Balances["NGN"]);
    }

    [Fact]
    public async Task Fail_after_paid_pays_reports_a_failure_and_sticks_to_it()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new Behaviour(BehaviourKind.FailAfterPaid));
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("fail", offer.OfferId);
        await provider.WhenIdleAsync();

        Assert.Single(provider.Payouts);
        Assert.Equal("not_paid", await paynode.StateAsync(provider, offer.OfferId));
        Assert.Empty(paynode.CallsOf("fulfil"));
    }

    [Fact]
    public async Task Fail_after_paid_may_report_the_payout_later_and_is_refused()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new Behaviour(BehaviourKind.FailAfterPaid) { FulfilAfter = TimeSpan.FromMilliseconds(50) });
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("fulfil", offer.OfferId);
        await provider.WhenIdleAsync();

        Assert.Equal(["accept", "fail", "fulfil"], paynode.Calls.Where(call => call.OfferId == offer.OfferId).Select(call => call.Verb));
        Assert.Equal(Report.Refused, Assert.Single(provider.Payouts).Report);
    }

    [Fact]
    public async Task Dry_declines_for_want_of_liquidity_and_publishes_an_empty_account()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new Behaviour(BehaviourKind.Dry));
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        var declined = await paynode.ReceivedAsync("decline", offer.OfferId);

        Assert.Equal("insufficient_liquidity", declined.Json.GetProperty("code").GetString());
        Assert.Equal(0m, provider.Balances["NGN"]);
    }

    [Fact]
    public async Task An_account_it_cannot_pay_is_declined_with_the_code_set_for_it()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await SampleProvider.StartAsync(
            Given.Options(paynode) with { RefusedAccounts = new Dictionary<string, string> { ["0000000000"] = ReasonCode.InvalidAccount } });
        var offer = Given.Offer(account: "0000000000");

        await paynode.OfferAsync(provider, offer);

        Assert.Equal("invalid_account", (await paynode.ReceivedAsync("decline", offer.OfferId)).Json.GetProperty("code").GetString());
    }

    [Fact]
    public void Draws_repeat_with_the_seed_and_keep_to_the_probability()
    {
        var behaviour = new Behaviour(BehaviourKind.Silent, 0.3);
        var one = new BehaviourDial(behaviour, seed: 7);
        var two = new BehaviourDial(behaviour, seed: 7);

        var draws = Enumerable.Range(0, 10_000).Select(_ => one.Draw().Kind).ToList();

        Assert.Equal(draws, Enumerable.Range(0, 10_000).Select(_ => two.Draw().Kind));
        Assert.InRange(draws.Count(kind => kind == BehaviourKind.Silent), 2_800, 3_200);
        Assert.All(draws, kind => Assert.True(kind is BehaviourKind.Silent or BehaviourKind.Pay));
    }

    [Fact]
    public async Task The_behaviour_can_be_set_while_it_runs()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        Offer first = Given.Offer(), second = Given.Offer();

        await paynode.OfferAsync(provider, first);
        await paynode.ReceivedAsync("fulfil", first.OfferId);
        provider.Behaviour = new Behaviour(BehaviourKind.Decline);
        await paynode.OfferAsync(provider, second);

        await paynode.ReceivedAsync("decline", second.OfferId);
    }
}
