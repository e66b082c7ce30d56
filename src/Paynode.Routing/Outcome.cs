using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>How an offer ended, as input for the model. Learned once for each offer.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Corridor">The corridor in which it was decided.</param>
/// <param name="State">The terminal state that it reached.</param>
/// <param name="Code">The refusal's code when it was declined or failed; see <see cref="RefusalCode"/>.</param>
/// <param name="At">When it ended.</param>
public sealed record Outcome(OfferId Offer, CorridorId Corridor, OfferState State, string? Code, DateTimeOffset At);

/// <summary>Why a reservation ends.</summary>
public enum ReleaseReason
{
    /// <summary>The provider has paid out: the liquidity is spent, not free again.</summary>
    Paid,

    /// <summary>The offer was declined, failed, lapsed or closed.</summary>
    NotPaid,

    /// <summary>The order was cancelled, or another offer for it won.</summary>
    Cancelled,

    /// <summary>
    /// The database refused the offer because the partition has moved to another epoch. The router rereads the partition
    /// before it decides again.
    /// </summary>
    Superseded,
}
