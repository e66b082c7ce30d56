using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>
/// Both database ports in memory, for one process without a database: tests, benches, and standalone use of the router.
/// It follows the ports' contracts exactly, so database implementations are compared with it.
/// </summary>
public sealed class InProcessRoutingStore(TimeProvider timeProvider) : IRoutingSource, ILiquidityFallback
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ProviderId, ProviderUpdate> _providers = [];
    private readonly Dictionary<Guid, OpenReservation> _reservations = [];
    private readonly Dictionary<OfferId, RoutedOffer> _offers = [];
    private readonly Dictionary<(string, ProviderId?), LearnedState> _learned = [];
    private readonly Dictionary<string, (long Epoch, bool InDatabase)> _epochs = [];

    /// <summary>Stores what is known of a provider; parts that the update does not contain are kept.</summary>
    public void Save(ProviderUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        lock (_lock)
        {
            var known = _providers.GetValueOrDefault(update.Provider) ?? new ProviderUpdate(update.Provider);
            _providers[update.Provider] = known with
            {
                HeartbeatAt = update.HeartbeatAt ?? known.HeartbeatAt,
                Enabled = update.Enabled ?? known.Enabled,
                Corridors = update.Corridors ?? known.Corridors,
                Rates = [.. known.Rates.Where(k => update.Rates.All(r => r.Corridor != k.Corridor)), .. update.Rates],
                Balances =
                [
                    .. known.Balances.Where(k => update.Balances.All(b => b.Available.Currency != k.Available.Currency)),
                    .. update.Balances,
                ],
            };
        }
    }

    /// <summary>Stores an offer as made, with its reservation open.</summary>
    /// <returns>False when the partition has left the epoch under which it was reserved: the offer must not be made then.</returns>
    public bool Store(RoutedOffer offer, Money amount, DateTimeOffset expiresAt, long epoch)
    {
        ArgumentNullException.ThrowIfNull(offer);
        lock (_lock)
        {
            if (EpochOf(offer.Corridor.Partition).Epoch != epoch)
            {
                return false;
            }

            _offers[offer.Offer] = offer;
            _reservations.TryAdd(
                offer.Offer.Value, new OpenReservation(offer.Provider, offer.Corridor, amount, expiresAt, false) { Offer = offer });
            return true;
        }
    }

    /// <summary>Ends an offer and its reservation.</summary>
    public void End(OfferId offer)
    {
        lock (_lock)
        {
            _reservations.Remove(offer.Value);
        }
    }

    /// <inheritdoc/>
    public ValueTask<PartitionState> OpenEpochAsync(string partition, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _epochs[partition] = (EpochOf(partition).Epoch + 1, false);
            return new ValueTask<PartitionState>(Read(partition));
        }
    }

    /// <inheritdoc/>
    public ValueTask<PartitionState> ReadAsync(string partition, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new ValueTask<PartitionState>(Read(partition));
        }
    }

    /// <inheritdoc/>
    public ValueTask<RoutedOffer?> FindOfferAsync(OfferId offer, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new ValueTask<RoutedOffer?>(_offers.GetValueOrDefault(offer));
        }
    }

    /// <inheritdoc/>
    public ValueTask SaveLearnedAsync(IReadOnlyCollection<LearnedState> states, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(states);
        lock (_lock)
        {
            foreach (var state in states)
            {
                var key = (state.Corridor.ToString(), state.Provider);
                if (!_learned.TryGetValue(key, out var known) || known.Version < state.Version)
                {
                    _learned[key] = state;
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<FallbackReservation> ReserveAsync(FallbackRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_lock)
        {
            var partition = request.Corridor.Partition;
            if (!EpochOf(partition).InDatabase)
            {
                _epochs[partition] = (EpochOf(partition).Epoch + 1, true);
            }

            var epoch = EpochOf(partition).Epoch;
            if (_reservations.TryGetValue(request.Hold, out var existing))
            {
                return new(new FallbackReservation(existing.Provider, epoch, Repeated: true));
            }

            var provider = request.Preference.Select(p => (ProviderId?)p)
                .FirstOrDefault(p => Free(p!.Value, request) >= request.NeededFree.Minor);
            if (provider is { } chosen)
            {
                Hold(chosen, request);
            }

            return new(new FallbackReservation(provider, epoch));
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(Guid hold, bool paid, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_reservations.Remove(hold, out var reservation) && paid)
            {
                Spend(reservation);
            }
        }

        return ValueTask.CompletedTask;
    }

    private (long Epoch, bool InDatabase) EpochOf(string partition) => _epochs.GetValueOrDefault(partition);

    private PartitionState Read(string partition) => new(
        partition,
        EpochOf(partition).Epoch,
        [.. _providers.Values.Where(p => p.Corridors?.Any(c => c.Partition == partition) == true)],
        [.. _reservations.Values.Where(r => r.Corridor.Partition == partition && r.ExpiresAt > timeProvider.GetUtcNow())],
        [.. _learned.Values.Where(l => l.Corridor.Partition == partition)]);

    private Int128 Free(ProviderId provider, FallbackRequest request)
    {
        var balance = _providers.GetValueOrDefault(provider)?.Balances
            .FirstOrDefault(b => b.Available.Currency == request.Amount.Currency)?.Available.Minor ?? 0;
        var held = _reservations
            .Where(r => r.Value.Provider == provider && r.Value.Amount.Currency == request.Amount.Currency
                && r.Value.ExpiresAt > timeProvider.GetUtcNow() && r.Key != request.TakesOver)
            .Aggregate(Int128.Zero, (sum, r) => sum + r.Value.Amount.Minor);
        return balance - held;
    }

    private void Hold(ProviderId provider, FallbackRequest request)
    {
        if (request.TakesOver is { } quote)
        {
            _reservations.Remove(quote);
        }

        var reservation = new OpenReservation(provider, request.Corridor, request.Amount, request.ExpiresAt, true);
        if (request.Offer is { } offer)
        {
            var routed = new RoutedOffer(
                offer.Offer, provider, offer.Corridor, timeProvider.GetUtcNow(), offer.Source, offer.Method, offer.Institution);
            _offers[offer.Offer] = routed;
            reservation = reservation with { Offer = routed };
        }
        else
        {
            reservation = reservation with { Quote = new QuoteId(request.Hold) };
        }

        _reservations[request.Hold] = reservation;
    }

    private void Spend(OpenReservation reservation)
    {
        var provider = _providers[reservation.Provider];
        _providers[reservation.Provider] = provider with
        {
            Balances =
            [
                .. provider.Balances.Select(b => b.Available.Currency == reservation.Amount.Currency
                    ? b with { Available = b.Available - reservation.Amount }
                    : b),
            ],
        };
    }
}
