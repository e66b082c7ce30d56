using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class OfferRaceTests(StorageDatabase database) : StorageTest(database)
{
    private const int Rounds = 100;

    [Fact]
    public Task Of_accepting_and_lapsing_at_once_one_wins() => RaceAsync(OfferState.Offered, OfferState.Accepted, OfferState.Lapsed);

    [Fact]
    public Task Of_fulfilling_and_closing_at_once_one_wins() => RaceAsync(OfferState.Accepted, OfferState.Fulfilled, OfferState.Closed);

    [Fact]
    public Task Of_accepting_and_declining_at_once_one_wins() => RaceAsync(OfferState.Offered, OfferState.Accepted, OfferState.Declined);

    private async Task RaceAsync(OfferState from, OfferState one, OfferState other)
    {
        var provider = await Database.StoredProviderAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var offer = await Database.StoredOfferAsync(provider);
            if (from == OfferState.Accepted)
            {
                await Database.MoveAsync(offer.Id, OfferState.Accepted);
            }

            // Each side twice, as retries do.
            var moves = await Task.WhenAll(new[] { one, other, one, other }.Select(to => Task.Run(
                () => Database.MoveAsync(offer.Id, to, change: new OfferChange { Reference = $"REF-{offer.Id}" }))));

            var winner = Assert.Single(moves, move => move.Outcome == MoveOutcome.Moved).Offer.State;
            Assert.Equal(winner, (await Database.Offers.FindAsync(offer.Id))!.State);
            Assert.Equal(1, moves.Count(move => move.Outcome == MoveOutcome.AlreadyThere));
            Assert.Equal(2, moves.Count(move => move.Outcome == MoveOutcome.Refused));
        }
    }
}
