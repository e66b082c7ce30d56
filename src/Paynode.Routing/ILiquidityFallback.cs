using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>
/// The port to the database as arbiter of liquidity while Redis is away, so that two callers never reserve the same last
/// liquidity even when each of them only sees its own memory.
/// </summary>
public interface ILiquidityFallback
{
    /// <summary>
    /// Reserves at the first provider of the preference order that has enough free, in one transaction. The first call
    /// after an epoch was opened moves the partition to a new one, so that offers reserved in Redis by a process that
    /// still reaches it can no longer be stored. Idempotent by the hold's id.
    /// </summary>
    /// <returns>The provider and the epoch; a null provider when none has enough.</returns>
    ValueTask<FallbackReservation> ReserveAsync(FallbackRequest request, CancellationToken ct);

    /// <summary>Ends a reservation, whichever way it was made; does nothing when it is not open.</summary>
    /// <param name="hold">The offer's or quote's UUID.</param>
    /// <param name="paid">Whether the amount has been paid out and the balance is that much lower.</param>
    /// <param name="ct">Cancels the wait.</param>
    ValueTask ReleaseAsync(Guid hold, bool paid, CancellationToken ct);
}
