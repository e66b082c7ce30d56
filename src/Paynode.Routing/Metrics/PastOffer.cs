using Paynode.Payments;

namespace Paynode.Routing.Metrics;

/// <summary>An offer that was made, with the fields needed for statistics.</summary>
/// <param name="Provider">The provider that received it.</param>
/// <param name="OfferedAt">When it was made.</param>
/// <param name="AcceptedAt">When it was accepted, or null.</param>
/// <param name="EndedAt">When it reached its state.</param>
/// <param name="State">Its current state.</param>
/// <param name="Code">Why it was refused or ended, or null.</param>
/// <param name="Payout">Whole units of the currency; for statistics, not used for payments.</param>
/// <param name="Rate">The rate that the order promised.</param>
/// <param name="IsRefunded">Whether the order was eventually refunded.</param>
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

    /// <summary>Whether it ended because of the provider's own failure or missing response.</summary>
    public bool IsResult => State.IsTerminal() && !LapseCode.IsNoResult(Code);

    /// <summary>Whether the recipient was the reason.</summary>
    public bool IsBusiness => RefusalCode.IsBusiness(Code);
}
