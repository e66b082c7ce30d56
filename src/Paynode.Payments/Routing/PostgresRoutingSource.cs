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
    public async ValueTask<PartitionState> OpenEpochAsync(string partition, CancellationToken ct)
    {
        // Read before the transaction: a second connection within it could deadlock on an exhausted pool.
        var known = await ProvidersAsync(partition, ct);
        return await database.InTransactionAsync(
            async connection =>
            {
                var epoch = await partitions.OpenEpochAsync(connection, partition, ct);
                return await StateAsync(connection, partition, epoch, known, ct);
            },
            ct);
    }

    /// <inheritdoc/>
    public async ValueTask<PartitionState> ReadAsync(string partition, CancellationToken ct)
    {
        var known = await ProvidersAsync(partition, ct);
        return await database.InTransactionAsync(
            async connection =>
            {
                var epoch = await partitions.CurrentEpochAsync(connection, partition, ct);
                return await StateAsync(connection, partition, epoch, known, ct);
            },
            ct);
    }

    /// <inheritdoc/>
    public async ValueTask<RoutedOffer?> FindOfferAsync(OfferId offer, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await liquidity.OfferAsync(connection, offer, ct) is { } row ? Routed(row) : null;
    }

    /// <inheritdoc/>
    public async ValueTask SaveLearnedAsync(IReadOnlyCollection<LearnedState> states, CancellationToken ct) =>
        await learned.SaveAsync(
            [.. states.Select(state => new LearnedModel(state.Corridor, state.Provider, state.Version, state.Model))], ct);

    private async Task<PartitionState> StateAsync(
        NpgsqlConnection connection, string partition, long epoch, IReadOnlyCollection<ProviderUpdate> known, CancellationToken ct)
    {
        var held = await holds.OpenAsync(connection, partition, timeProvider.GetUtcNow(), ct);
        var byHold = held.ToDictionary(hold => hold.Id);
        var offers = await liquidity.OffersAsync(connection, partition, ct);
        var quotes = await liquidity.QuotesAsync(connection, partition, timeProvider.GetUtcNow(), ct);
        var reservations = offers.Select(offer => OfOffer(offer, byHold.ContainsKey(offer.Offer.Value)))
            .Concat(quotes.Select(quote => OfQuote(quote, byHold.ContainsKey(quote.Id))));
        var models = await learned.ReadAsync(connection, partition, ct);
        return new PartitionState(
            partition,
            epoch,
            known,
            [.. reservations],
            [.. models.Select(model => new LearnedState(model.Corridor, model.Provider, model.Version, model.Model))]);
    }

    private async Task<List<ProviderUpdate>> ProvidersAsync(string partition, CancellationToken ct)
    {
        var all = await providers.ListAsync(ct);
        var rates = (await providers.RatesAsync(ct)).ToLookup(rate => rate.Provider);
        var balances = (await providers.BalancesAsync(ct)).ToLookup(balance => balance.Provider);
        var heartbeats = await providers.HeartbeatsAsync(ct);
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
