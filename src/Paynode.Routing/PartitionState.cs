namespace Paynode.Routing;

/// <summary>All that the index needs of one partition.</summary>
/// <param name="Partition">The partition: a fiat currency's code.</param>
/// <param name="Epoch">Its epoch; it grows whenever the arbiter of its liquidity changes.</param>
/// <param name="Providers">Its providers: those with a corridor in it.</param>
/// <param name="Reservations">
/// Everything that liquidity is held for: open quotes, offers that are neither terminal nor past their last window, and
/// reservations made through <see cref="ILiquidityFallback"/>.
/// </param>
/// <param name="Learned">What was learned, as saved.</param>
public sealed record PartitionState(
    string Partition,
    long Epoch,
    IReadOnlyCollection<ProviderUpdate> Providers,
    IReadOnlyCollection<OpenReservation> Reservations,
    IReadOnlyCollection<LearnedState> Learned);
