using Paynode.Payments;

namespace Paynode.Routing.Metrics;

/// <summary>An offer that was made, as far as statistics go.</summary>
/// <param name="Provider">To whom.</param>
/// <param name="OfferedAt">When.</param>
/// <param name="AcceptedAt">When it was accepted, or null.</param>
/// <param name="EndedAt">When it reached its state.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Code">Why it was refused or ended, or null.</param>
/// <param name="Payout">Whole units of the currency; a statistic, not a money path.</param>
/// <param name="Rate">The rate that the order promised.</param>
/// <param name="IsRefunded">Whether the order was refunded in the end.</param>
/// <param name="LateClaims">Late reports of payment.</param>
/// <param name="LateReports">Late reports of any kind.</param>
public sealed record PastOffer(
    ProviderId Provider,
    DateTimeOffset OfferedAt,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset EndedAt,
    OfferState State,
    string? Code,
    double Payout,
    double Rate,
    bool IsRefunded,
    int LateClaims,
    int LateReports)
{
    /// <summary>Whether it was paid.</summary>
    public bool IsPaid => State == OfferState.Fulfilled;

    /// <summary>Whether it ended by the provider's own doing or silence.</summary>
    public bool IsResult => State.IsTerminal() && !LapseCode.IsNoResult(Code);

    /// <summary>Whether the recipient was at fault.</summary>
    public bool IsBusiness => RefusalCode.IsBusiness(Code);
}
