using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>
/// The port to the database from which a partition of the index can be rebuilt. Redis holds nothing that is not there.
/// </summary>
public interface IRoutingSource
{
    /// <summary>
    /// Moves a partition to a new epoch and reads it, in one transaction: from then on Redis is the arbiter of liquidity, and
    /// offers reserved under an earlier epoch can no longer be stored.
    /// </summary>
    ValueTask<PartitionState> OpenEpochAsync(string partition, CancellationToken cancellationToken);

    /// <summary>Reads a partition as it is, with its current epoch.</summary>
    ValueTask<PartitionState> ReadAsync(string partition, CancellationToken cancellationToken);

    /// <summary>Finds an offer that is no longer in the index; null when it was never routed.</summary>
    ValueTask<RoutedOffer?> FindOfferAsync(OfferId offer, CancellationToken cancellationToken);

    /// <summary>
    /// Saves learned state; the highest <see cref="LearnedState.Version"/> wins. Called every few seconds with what changed.
    /// </summary>
    ValueTask SaveLearnedAsync(IReadOnlyCollection<LearnedState> states, CancellationToken cancellationToken);
}
