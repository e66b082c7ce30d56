using Paynode.Domain;

namespace Paynode.Storage;

/// <summary>An offer that is not over, with what it holds of its provider.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Corridor">Its order's corridor.</param>
/// <param name="Price">Its order's price; the payout is what is reserved.</param>
public sealed record OpenOffer(Offer Offer, CorridorId Corridor, Price Price);
