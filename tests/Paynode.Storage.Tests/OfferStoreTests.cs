using Npgsql;
using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class OfferStoreTests(StorageDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task An_offer_comes_back_as_it_went_in()
    {
        var offer = await Database.StoredOfferAsync();

        Assert.Equal(Given.Offer(offer.Order, offer.Provider), offer);
        Assert.Equal(offer, await Database.Offers.FindAsync(offer.Id));
        Assert.Equal([offer], await Database.Offers.ForOrderAsync(offer.Order));
    }

    [Fact]
    public async Task A_step_that_runs_again_gets_the_offer_that_was_kept_first()
    {
        var offer = await Database.StoredOfferAsync();

        var again = await InsertAsync(offer with { AcceptBy = offer.AcceptBy.AddSeconds(1) });

        Assert.Equal(offer, again);
    }

    [Theory]
    [InlineData(OfferState.Offered)]
    [InlineData(OfferState.Accepted)]
    [InlineData(OfferState.Fulfilled)]
    public async Task No_second_provider_is_asked_while_the_first_may_pay_or_has_paid(OfferState first)
    {
        var offer = await OfferInAsync(first);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(Given.Offer(offer.Order, offer.Provider, 2)));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, fault.SqlState);
    }

    [Fact]
    public async Task Of_offers_made_at_once_one_can_be_accepted()
    {
        var first = await OfferInAsync(OfferState.Offered);
        var companion = Given.Offer(first.Order, first.Provider, 2);
        await Database.Source.InTransactionAsync(connection => Database.Offers.InsertAsync(connection, companion, slot: 1));

        await Database.MoveAsync(first.Id, OfferState.Accepted);
        var fault = await Assert.ThrowsAsync<PostgresException>(() => Database.MoveAsync(companion.Id, OfferState.Accepted));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, fault.SqlState);
    }

    [Fact]
    public async Task What_lost_to_an_accepted_offer_lapses_by_name()
    {
        var first = await OfferInAsync(OfferState.Offered);
        var companion = Given.Offer(first.Order, first.Provider, 2);
        await Database.Source.InTransactionAsync(connection => Database.Offers.InsertAsync(connection, companion, slot: 1));

        var lapsed = await Database.Source.InTransactionAsync(
            connection => Database.Offers.LapseCompanionsAsync(connection, first, first.OfferedAt, default));

        var lost = Assert.Single(lapsed);
        Assert.Equal((companion.Id, OfferState.Lapsed, LapseCode.AnotherAccepted), (lost.Id, lost.State, lost.Code));
    }

    [Theory]
    [InlineData(OfferState.Declined)]
    [InlineData(OfferState.Lapsed)]
    [InlineData(OfferState.Failed)]
    [InlineData(OfferState.Closed)]
    public async Task The_next_provider_is_asked_when_the_first_is_out(OfferState first)
    {
        var offer = await OfferInAsync(first);

        Assert.Equal(2, (await InsertAsync(Given.Offer(offer.Order, offer.Provider, 2))).Attempt);
    }

    [Fact]
    public async Task Acceptance_is_in_time_until_the_last_moment()
    {
        var (inTime, late) = (await Database.StoredOfferAsync(), await Database.StoredOfferAsync());

        Assert.Equal(MoveOutcome.Moved, (await Database.MoveAsync(inTime.Id, OfferState.Accepted, inTime.AcceptBy)).Outcome);
        var refused = await Database.MoveAsync(late.Id, OfferState.Accepted, late.AcceptBy.AddMilliseconds(1));
        Assert.Equal((MoveOutcome.Refused, OfferState.Offered), (refused.Outcome, refused.Offer.State));
    }

    [Fact]
    public async Task A_repeated_report_finds_the_first_one()
    {
        var offer = await OfferInAsync(OfferState.Fulfilled);

        var again = await Database.MoveAsync(offer.Id, OfferState.Fulfilled, change: new OfferChange { Reference = "another" });

        Assert.Equal((MoveOutcome.AlreadyThere, "REF"), (again.Outcome, again.Offer.Reference));
    }

    [Fact]
    public async Task What_a_movement_brings_is_kept()
    {
        var offer = await Database.StoredOfferAsync();

        var declined = await Database.MoveAsync(
            offer.Id, OfferState.Declined, Given.Now.AddSeconds(3), new OfferChange { Code = "insufficient_liquidity", Reason = "dry\0" });

        Assert.Equal(
            offer with { State = OfferState.Declined, UpdatedAt = Given.Now.AddSeconds(3), Code = "insufficient_liquidity", Reason = "dry\ufffd" },
            declined.Offer);
    }

    [Fact]
    public async Task A_report_after_the_offer_was_closed_is_refused_and_kept_once()
    {
        var offer = await OfferInAsync(OfferState.Closed);

        for (var i = 0; i < 3; i++)
        {
            var late = await Database.MoveAsync(offer.Id, OfferState.Fulfilled, change: new OfferChange { Reference = "PAID-9" });
            Assert.Equal((MoveOutcome.Refused, OfferState.Closed), (late.Outcome, late.Offer.State));
        }

        Assert.Equal(
            "fulfilled PAID-9 3",
            await Database.ScalarAsync<string>($"SELECT string_agg(concat_ws(' ', reported, reference, times), ';') FROM paynode.offer_late_reports WHERE offer_id = '{offer.Id}'"));
    }

    [Fact]
    public Task Moving_an_offer_that_does_not_exist_is_a_fault() => Assert.ThrowsAsync<InvalidOperationException>(
        () => Database.MoveAsync(new OfferId(Guid.CreateVersion7()), OfferState.Accepted));

    private Task<Offer> InsertAsync(Offer offer) =>
        Database.Source.InTransactionAsync(connection => Database.Offers.InsertAsync(connection, offer));

    private async Task<Offer> OfferInAsync(OfferState state)
    {
        var offer = await Database.StoredOfferAsync();
        if (state is OfferState.Fulfilled or OfferState.Failed or OfferState.Closed)
        {
            await Database.MoveAsync(offer.Id, OfferState.Accepted);
        }

        return state == OfferState.Offered
            ? offer
            : (await Database.MoveAsync(offer.Id, state, change: new OfferChange { Reference = state == OfferState.Fulfilled ? "REF" : null })).Offer;
    }
}
