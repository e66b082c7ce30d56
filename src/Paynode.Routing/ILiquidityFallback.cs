using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>
/// The port to the database as arbiter of liquidity while Redis is unavailable, so that two callers never reserve the same
/// liquidity although each of them only sees its own memory.
/// </summary>
public interface ILiquidityFallback
{
    /// <summary>
    /// Reserves at the first provider of the preference order that has enough free balance, in one transaction. The first call
    /// after an epoch was opened moves the partition to a new one, so that offers reserved in Redis by a process that can
    /// still reach it can no longer be stored. Idempotent by the reservation's id.
    /// </summary>
    /// <returns>The provider and the epoch; a null provider when none has enough.</returns>
    ValueTask<FallbackReservation> ReserveAsync(FallbackRequest request, CancellationToken cancellationToken);

    /// <summary>Ends a reservation, wherever it was made; does nothing when it is not open.</summary>
    /// <param name="hold">The offer's or quote's UUID.</param>
    /// <param name="paid">Whether the amount has been paid out, which reduces the balance by as much.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    ValueTask ReleaseAsync(Guid hold, bool paid, CancellationToken cancellationToken);
}
