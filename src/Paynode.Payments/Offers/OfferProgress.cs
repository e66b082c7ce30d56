using System.Text.Json.Serialization;

namespace Paynode.Payments;

/// <summary>The state of an offer, and when to check it again if no report arrives.</summary>
/// <param name="OfferId">Which offer.</param>
/// <param name="State">UTC; meaningless once the state is terminal. Histories store it under its former name.</param>
/// <param name="NextCheckAt">UTC; of no meaning once the state is terminal. Histories hold it under its former name.</param>
public sealed record OfferProgress(string OfferId, OfferState State, [property: JsonPropertyName("LookAgainAt")] DateTime NextCheckAt)
{
    /// <summary>How often a provider whose pay window is over is queried.</summary>
    public static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(5);

    /// <summary>An offer's progress as of now.</summary>
    public static OfferProgress Of(Offer offer, DateTimeOffset now)
    {
        var nextCheckAt = offer.State switch
        {
            OfferState.Offered => offer.AcceptBy,
            OfferState.Accepted when now < offer.PayBy => offer.PayBy,
            OfferState.Accepted => Earlier(now + StatusInterval, offer.CloseBy),
            _ => now,
        };
        return new OfferProgress(offer.Id.ToString(), offer.State, nextCheckAt.UtcDateTime);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
