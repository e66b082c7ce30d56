namespace Paynode.Payments;

/// <summary>An offer with the fields that statistics need.</summary>
/// <param name="Provider">To whom it was made.</param>
/// <param name="OfferedAt">When.</param>
/// <param name="AcceptedAt">When it was accepted, or null.</param>
/// <param name="EndedAt">When it reached its state.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Code">Why it was refused or ended, or null.</param>
/// <param name="Payout">What its order pays out.</param>
/// <param name="Rate">The rate of its order.</param>
/// <param name="IsRefunded">Whether its order was refunded in the end.</param>
/// <param name="LateClaims">Late reports of payment.</param>
/// <param name="LateReports">Late reports of any kind.</param>
public sealed record OfferFact(
    ProviderId Provider,
    DateTimeOffset OfferedAt,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset EndedAt,
    OfferState State,
    string? Code,
    Money Payout,
    ExchangeRate Rate,
    bool IsRefunded,
    int LateClaims,
    int LateReports);
