using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Where an offer stands.</summary>
/// <param name="OfferId">Which offer.</param>
/// <param name="State">Where it stands. Pay only while it is accepted.</param>
/// <param name="PayBy">Until when an accepted offer has to be paid and reported.</param>
public sealed record OfferResponse(string OfferId, [property: WireValues(typeof(OfferState))] string State, DateTimeOffset PayBy)
{
    /// <summary>The response for an offer.</summary>
    public static OfferResponse Of(Offer offer) => new(offer.Id.ToString(), offer.State.ToWire(), offer.PayBy);
}
