using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>Everything that the index needs of one partition.</summary>
/// <param name="Partition">The partition: a fiat currency's code.</param>
/// <param name="Epoch">Its epoch, which increases whenever the arbiter of its liquidity changes.</param>
/// <param name="Providers">The providers that have a corridor in it.</param>
/// <param name="Reservations">
/// All open reservations: of open quotes, of offers that are neither terminal nor past their last window, and those made
/// through <see cref="ILiquidityFallback"/>.
/// </param>
/// <param name="Learned">The saved learned state.</param>
public sealed record PartitionState(
    string Partition,
    long Epoch,
    IReadOnlyCollection<ProviderUpdate> Providers,
    IReadOnlyCollection<OpenReservation> Reservations,
    IReadOnlyCollection<LearnedState> Learned);

/// <summary>Learned state of a provider in a corridor, or of the corridor itself, in the model's own binary form.</summary>
/// <param name="Corridor">The corridor.</param>
/// <param name="Provider">The provider; null for the corridor's own part.</param>
/// <param name="Version">Increases with every write in the corridor.</param>
/// <param name="Model">The model's bytes.</param>
public sealed record LearnedState(CorridorId Corridor, ProviderId? Provider, long Version, ReadOnlyMemory<byte> Model);
