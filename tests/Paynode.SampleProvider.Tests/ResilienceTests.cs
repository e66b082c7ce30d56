using System.Diagnostics;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Offers;
using Paynode.Samples.Provider.Tests.Support;

namespace Paynode.Samples.Provider.Tests;

public sealed class ResilienceTests
{
    [Theory]
    [InlineData("accept", 503, null)]
    [InlineData("accept", 500, null)]
    [InlineData("accept", 429, "rate_limited")]
    [InlineData("accept", 409, "replayed_request")]
    [InlineData("fulfil", 503, null)]
    [InlineData("fulfil", 409, "replayed_request")]
    public async Task A_call_without_a_definite_answer_is_repeated_with_a_new_signature(string verb, int status, string? code)
    {
        await using var paynode = await FakePaynode.StartAsync();
        paynode.Faults = Fault.First(3, verb, new Fault(TakesIt: false, status, code));
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("fulfil", offer.OfferId);
        await provider.WhenIdleAsync();

        var calls = paynode.CallsOf(verb).ToList();
        Assert.Equal(4, calls.Count);
        Assert.Equal(4, calls.Select(call => call.Signature).Distinct().Count());
        Assert.Equal(Report.Fulfilled, Assert.Single(provider.Payouts).Report);
    }

    [Theory]
    [InlineData("accept")]
    [InlineData("fulfil")]
    public async Task An_answer_lost_on_the_way_is_asked_for_again_and_one_payout_follows(string verb)
    {
        await using var paynode = await FakePaynode.StartAsync();
        paynode.Faults = Fault.First(2, verb, new Fault(TakesIt: true));
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("fulfil", offer.OfferId);
        await provider.WhenIdleAsync();

        Assert.Equal(Report.Fulfilled, Assert.Single(provider.Payouts).Report);
    }

    [Fact]
    public async Task The_pauses_between_attempts_grow()
    {
        await using var paynode = await FakePaynode.StartAsync();
        paynode.Faults = Fault.First(4, "accept", new Fault(TakesIt: false, 503));
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer();
        var began = Stopwatch.StartNew();

        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("accept", offer.OfferId);

        // At least half of 100 + 200 + 400 + 800 ms.
        Assert.True(began.ElapsedMilliseconds >= 750, $"Only {began.ElapsedMilliseconds} ms.");
    }

    [Theory]
    [InlineData(409, "offer_closed")]
    [InlineData(404, "offer_unknown")]
    [InlineData(401, "signature_invalid")]
    public async Task A_refused_acceptance_is_never_paid(int status, string code)
    {
        await using var paynode = await FakePaynode.StartAsync();
        paynode.Faults = call => call.Verb == "accept" ? new Fault(TakesIt: false, status, code) : null;
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        await provider.WhenIdleAsync();

        Assert.Equal("not_paid", await paynode.StateAsync(provider, offer.OfferId));
        Assert.Empty(provider.Payouts);
        Assert.Single(paynode.CallsOf("accept"));
        Assert.Empty(paynode.CallsOf("fulfil"));
    }

    [Fact]
    public async Task An_acceptance_that_is_never_answered_is_never_paid()
    {
        await using var paynode = await FakePaynode.StartAsync();
        paynode.Faults = call => call.Verb == "accept" ? new Fault(TakesIt: true) : null;
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer(acceptIn: TimeSpan.FromMilliseconds(300), payIn: TimeSpan.FromMilliseconds(900));

        await paynode.OfferAsync(provider, offer);
        await provider.WhenIdleAsync();

        Assert.Equal("not_paid", await paynode.StateAsync(provider, offer.OfferId));
        Assert.Empty(provider.Payouts);
    }

    [Fact]
    public async Task A_payout_that_cannot_start_in_time_is_failed_instead()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer(acceptIn: TimeSpan.FromSeconds(-2), payIn: TimeSpan.FromSeconds(-1));

        await paynode.OfferAsync(provider, offer);
        var failed = await paynode.ReceivedAsync("fail", offer.OfferId);

        Assert.Equal("other", failed.Json.GetProperty("code").GetString());
        Assert.Empty(provider.Payouts);
    }

    [Fact]
    public async Task A_report_refused_because_the_offer_was_closed_is_kept_as_a_loss()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new Behaviour(BehaviourKind.Slow) { Delay = TimeSpan.FromMilliseconds(300) });
        var offer = Given.Offer();

        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("accept", offer.OfferId);
        paynode.Close(offer.OfferId);
        await provider.WhenIdleAsync();

        Assert.Equal(Report.Refused, Assert.Single(provider.Payouts).Report);
        Assert.Single(paynode.CallsOf("fulfil"));
    }
}
