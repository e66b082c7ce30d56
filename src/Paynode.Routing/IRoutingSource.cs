using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>
/// The port to the database from which a partition of the index can be rebuilt. Redis holds nothing that is not there.
/// </summary>
public interface IRoutingSource
{
    /// <summary>
    /// Moves a partition to a new epoch and reads it, in one transaction: Redis is the arbiter of liquidity from here on,
    /// and offers reserved under an earlier epoch can no longer be stored.
    /// </summary>
    ValueTask<PartitionState> OpenEpochAsync(string partition, CancellationToken ct);

    /// <summary>Reads a partition as it is, with its current epoch.</summary>
    ValueTask<PartitionState> ReadAsync(string partition, CancellationToken ct);

    /// <summary>Finds an offer that the index no longer remembers; null when it was never routed.</summary>
    ValueTask<RoutedOffer?> FindOfferAsync(OfferId offer, CancellationToken ct);

    /// <summary>Keeps what was learned, newest wins by <see cref="LearnedState.Version"/>. Called every few seconds with what changed.</summary>
    ValueTask SaveLearnedAsync(IReadOnlyCollection<LearnedState> states, CancellationToken ct);
}
