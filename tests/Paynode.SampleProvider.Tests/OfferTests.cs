using System.Net;
using System.Text;
using Paynode.Samples.Provider.Protocol;
using Paynode.Samples.Provider.Tests.Support;

namespace Paynode.Samples.Provider.Tests;

public sealed class OfferTests
{
    [Fact]
    public async Task An_offer_is_accepted_paid_and_reported_with_its_reference()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer();

        using var response = await paynode.OfferAsync(provider, offer);
        var report = (await paynode.ReceivedAsync("fulfil", offer.OfferId)).Json;
        await provider.WhenIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var payout = Assert.Single(provider.Payouts);
        Assert.Equal((offer.OfferId, offer.Payout), (payout.OfferId, payout.Amount));
        Assert.Equal(payout.Reference, report.GetProperty("reference").GetString());
        Assert.Equal("150000", report.GetProperty("paid").GetProperty("amount").GetString());
        Assert.Equal("NGN", report.GetProperty("paid").GetProperty("currency").GetString());
        Assert.Equal(payout.PaidAt, report.GetProperty("paidAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task One_offer_delivered_32_times_at_once_is_paid_once()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => paynode.OfferAsync(provider, offer)));
        await paynode.ReceivedAsync("fulfil", offer.OfferId);
        await provider.WhenIdleAsync();

        // Each delivery is signed on its own; those signed within one millisecond carry one signature, and all but the first of them are replays.
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Conflict));
        Assert.Single(provider.Payouts);
        Assert.Single(paynode.CallsOf("accept"));
        Assert.Single(paynode.CallsOf("fulfil"));
    }

    [Fact]
    public async Task The_same_id_with_other_terms_is_refused()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer();
        using var first = await paynode.OfferAsync(provider, offer);

        using var second = await paynode.OfferAsync(provider, offer with { Payout = new Money(900_000m, "NGN") });

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("offer_mismatch", await second.CodeAsync());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"offerId":"not a uuid"}""")]
    public async Task A_body_that_is_no_offer_is_refused(string body)
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);

        using var response = await paynode.SendAsync(provider, HttpMethod.Post, "/v1/offers", Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(provider.Offers);
    }

    [Theory]
    [InlineData("\"-1\"")]
    [InlineData("\"0\"")]
    [InlineData("\"1e3\"")]
    [InlineData("\"1,000\"")]
    [InlineData("\"\"")]
    [InlineData("\"NaN\"")]
    [InlineData("100.5")]
    [InlineData("null")]
    [InlineData("\"99999999999999999999999999999999\"")]
    public async Task An_amount_that_is_no_positive_decimal_string_is_refused(string amount)
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        var body = System.Text.Json.JsonSerializer.Serialize(Given.Offer(), Json.Options).Replace("\"150000\"", amount, StringComparison.Ordinal);

        using var response = await paynode.SendAsync(provider, HttpMethod.Post, "/v1/offers", Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(provider.Offers);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);

        using var response = await paynode.SendAsync(provider, HttpMethod.Post, "/v1/offers", new byte[65 * 1024]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body_too_large", await response.CodeAsync());
    }

    [Fact]
    public async Task An_offer_never_seen_is_answered_with_404()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);

        using var status = await paynode.SendAsync(provider, HttpMethod.Get, $"/v1/offers/{Guid.CreateVersion7()}");
        using var withdrawal = await paynode.SendAsync(provider, HttpMethod.Post, $"/v1/offers/{Guid.CreateVersion7()}/withdraw");

        Assert.Equal(HttpStatusCode.NotFound, status.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, withdrawal.StatusCode);
    }

    [Fact]
    public async Task A_corridor_not_served_and_an_amount_past_the_limit_are_declined()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        var elsewhere = Given.Offer() with { Corridor = "USDC-GHS" };
        var large = Given.Offer() with { Source = new Money(5000.01m, "USDC") };

        await paynode.OfferAsync(provider, elsewhere);
        await paynode.OfferAsync(provider, large);

        Assert.Equal("other", (await paynode.ReceivedAsync("decline", elsewhere.OfferId)).Json.GetProperty("code").GetString());
        Assert.Equal("limit_exceeded", (await paynode.ReceivedAsync("decline", large.OfferId)).Json.GetProperty("code").GetString());
        Assert.Empty(provider.Payouts);
    }

    [Fact]
    public async Task A_withdrawn_offer_is_never_paid()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode, new(Behaviours.BehaviourKind.Stall));
        var offer = Given.Offer();
        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("accept", offer.OfferId);
        await provider.WhenIdleAsync();

        using var response = await paynode.SendAsync(provider, HttpMethod.Post, $"/v1/offers/{offer.OfferId}/withdraw");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("not_paid", await paynode.StateAsync(provider, offer.OfferId));
        Assert.Empty(provider.Payouts);
    }

    [Fact]
    public async Task A_withdrawal_after_the_payout_changes_nothing_and_says_so()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        var offer = Given.Offer();
        await paynode.OfferAsync(provider, offer);
        await paynode.ReceivedAsync("fulfil", offer.OfferId);

        using var response = await paynode.SendAsync(provider, HttpMethod.Post, $"/v1/offers/{offer.OfferId}/withdraw");

        Assert.Equal("paid", (await response.JsonAsync()).GetProperty("state").GetString());
        Assert.Single(provider.Payouts);
    }

    [Fact]
    public async Task A_provider_without_credentials_lets_nothing_in()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await SampleProvider.StartAsync(Given.Options(paynode) with { Credentials = null });

        using var before = await paynode.OfferAsync(provider, Given.Offer());
        provider.Enrol(paynode.Credentials);
        using var after = await paynode.OfferAsync(provider, Given.Offer());

        Assert.Equal(HttpStatusCode.Unauthorized, before.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, after.StatusCode);
    }
}
