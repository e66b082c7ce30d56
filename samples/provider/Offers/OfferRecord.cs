using System.Text.Json.Serialization;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Offers;

/// <summary>An offer and this provider's progress on it. <see cref="Code"/> and <see cref="Reason"/> explain why it is not paid.</summary>
public sealed record OfferRecord(Offer Offer)
{
    public OfferState State { get; init; } = OfferState.Received;

    public Report Report { get; init; } = Report.None;

    /// <summary>
    /// The bank's reference, fixed before the payout starts: an instruction repeated under one reference moves money only once.
    /// </summary>
    public string? Reference { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public string? Code { get; init; }

    public string? Reason { get; init; }

    /// <summary>Whether the payout's amount was reserved, which precedes acceptance.</summary>
    public bool FundsSetAside { get; init; }

    /// <summary>Whether the offer reserves part of the provider's balance.</summary>
    [JsonIgnore]
    public bool HoldsFunds => FundsSetAside && State is not (OfferState.Paid or OfferState.NotPaid);
}
