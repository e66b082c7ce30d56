namespace Paynode.Samples.Provider.Protocol;

/// <summary>
/// A request to pay out one order. It may be accepted until <see cref="AcceptBy"/> and must be paid and reported by <see
/// cref="PayBy"/>.
/// </summary>
public sealed record Offer(
    Guid OfferId,
    Guid OrderId,
    string Corridor,
    Money Source,
    Money Payout,
    Recipient Recipient,
    DateTimeOffset AcceptBy,
    DateTimeOffset PayBy)
{
    /// <summary>Why the offer is invalid, or null. JSON leaves absent members null, whatever the type says.</summary>
    public string? Flaw() =>
        OfferId == Guid.Empty || OrderId == Guid.Empty ? "offerId and orderId are required."
        : string.IsNullOrEmpty(Corridor) ? "corridor is required."
        : Source is not { Amount: > 0, Currency.Length: > 0 } || Payout is not { Amount: > 0, Currency.Length: > 0 }
            ? "source and payout are required and positive."
        : Recipient is not { Institution.Length: > 0, AccountIdentifier.Length: > 0 }
            ? "recipient.institution and recipient.accountIdentifier are required."
        : AcceptBy == default || PayBy < AcceptBy ? "acceptBy and payBy are required, in this order."
        : null;
}
