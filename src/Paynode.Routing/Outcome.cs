using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>How an offer ended, as input for the model. Learned once for each offer.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Corridor">The corridor in which it was decided.</param>
/// <param name="State">The terminal state that it reached.</param>
/// <param name="Code">The refusal's code when it was declined or failed; see <see cref="RefusalCode"/>.</param>
/// <param name="At">When it ended.</param>
public sealed record Outcome(OfferId Offer, CorridorId Corridor, OfferState State, string? Code, DateTimeOffset At);
