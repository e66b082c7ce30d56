using Npgsql;
using Paynode.Routing;

namespace Paynode.Payments;

/// <summary>
/// The data that the routing index is rebuilt from: providers, open liquidity and learned models, as stored in PostgreSQL.
/// </summary>
public sealed class PostgresRoutingSource(
    NpgsqlDataSource database, RoutingPartitionStore partitions, ProviderStore providers, OpenLiquidity liquidity,
    LiquidityHoldStore holds, LearnedModelStore learned, TimeProvider timeProvider) : IRoutingSource
{
    /// <inheritdoc/>
    public async ValueTask<PartitionState> OpenEpochAsync(string partition, CancellationToken cancellationToken)
    {
        // Read before the transaction: a second connection within it could deadlock on an exhausted pool.
        var known = await ProvidersAsync(partition, cancellationToken);
        return await database.InTransactionAsync(
            async connection =>
            {
                var epoch = await partitions.OpenEpochAsync(connection, partition, cancellationToken);
                return await StateAsync(connection, partition, epoch, known, cancellationToken);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<PartitionState> ReadAsync(string partition, CancellationToken cancellationToken)
    {
        var known = await ProvidersAsync(partition, cancellationToken);
        return await database.InTransactionAsync(
            async connection =>
            {
                var epoch = await partitions.CurrentEpochAsync(connection, partition, cancellationToken);
                return await StateAsync(connection, partition, epoch, known, cancellationToken);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RoutedOffer?> FindOfferAsync(OfferId offer, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await liquidity.OfferAsync(connection, offer, cancellationToken) is { } row ? Routed(row) : null;
    }

    /// <inheritdoc/>
    public async ValueTask SaveLearnedAsync(IReadOnlyCollection<LearnedState> states, CancellationToken cancellationToken) =>
        await learned.SaveAsync(
            [.. states.Select(state => new LearnedModel(state.Corridor, state.Provider, state.Version, state.Model))], cancellationToken);

    private async Task<PartitionState> StateAsync(
        NpgsqlConnection connection, string partition, long epoch, IReadOnlyCollection<ProviderUpdate> known,
        CancellationToken cancellationToken)
    {
        var held = await holds.OpenAsync(connection, partition, timeProvider.GetUtcNow(), cancellationToken);
        var byHold = held.ToDictionary(hold => hold.Id);
        var offers = await liquidity.OffersAsync(connection, partition, cancellationToken);
        var quotes = await liquidity.QuotesAsync(connection, partition, timeProvider.GetUtcNow(), cancellationToken);
        var reservations = offers.Select(offer => OfOffer(offer, byHold.ContainsKey(offer.Offer.Value)))
            .Concat(quotes.Select(quote => OfQuote(quote, byHold.ContainsKey(quote.Id))));
        var models = await learned.ReadAsync(connection, partition, cancellationToken);
        return new PartitionState(
            partition,
            epoch,
            known,
            [.. reservations],
            [.. models.Select(model => new LearnedState(model.Corridor, model.Provider, model.Version, model.Model))]);
    }

    private async Task<List<ProviderUpdate>> ProvidersAsync(string partition, CancellationToken cancellationToken)
    {
        var all = await providers.ListAsync(cancellationToken);
        var rates = (await providers.RatesAsync(cancellationToken)).ToLookup(rate => rate.Provider);
        var balances = (await providers.BalancesAsync(cancellationToken)).ToLookup(balance => balance.Provider);
        var heartbeats = await providers.HeartbeatsAsync(cancellationToken);
        var now = timeProvider.GetUtcNow();
        return
        [
            .. all.Where(provider => provider.Corridors.Any(corridor => corridor.Partition == partition))
                .Select(provider => new ProviderUpdate(provider.Id)
                {
                    Enabled = provider.MayServeAt(now),
                    Corridors = provider.Corridors,
                    HeartbeatAt = heartbeats.TryGetValue(provider.Id, out var at) ? at : null,
                    Rates = [.. rates[provider.Id].Select(rate => rate with { PayoutStep = provider.PayoutStepIn(rate.Corridor.Fiat) })],
                    Balances = [.. balances[provider.Id].Select(it => new Paynode.Routing.ProviderBalance(it.Available, it.UpdatedAt))],
                }),
        ];
    }

    private static OpenReservation OfOffer(RoutedOfferRow offer, bool inDatabase) =>
        new(offer.Provider, offer.Corridor, offer.Payout, offer.CloseBy, inDatabase) { Offer = Routed(offer) };

    private static OpenReservation OfQuote(LiquidityHold quote, bool inDatabase) =>
        new(quote.Provider, quote.Corridor, quote.Amount, quote.ExpiresAt, inDatabase) { Quote = new QuoteId(quote.Id) };

    private static RoutedOffer Routed(RoutedOfferRow row) =>
        new(row.Offer, row.Provider, row.Corridor, row.OfferedAt, row.Source, row.Method, row.Institution);
}
