namespace Paynode.Payments;

/// <summary>One provider's attempt at one order.</summary>
public sealed record Offer
{
    /// <summary>Which offer.</summary>
    public required OfferId Id { get; init; }

    /// <summary>For which order.</summary>
    public required OrderId Order { get; init; }

    /// <summary>To which provider.</summary>
    public required ProviderId Provider { get; init; }

    /// <summary>1 for the order's first offer, then 2, 3 …</summary>
    public required int Attempt { get; init; }

    /// <summary>Where it stands.</summary>
    public required OfferState State { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset OfferedAt { get; init; }

    /// <summary>Until when the provider may accept.</summary>
    public required DateTimeOffset AcceptBy { get; init; }

    /// <summary>Until when the provider, having accepted, has to have paid and reported.</summary>
    public required DateTimeOffset PayBy { get; init; }

    /// <summary>When Paynode stops querying an unresponsive provider and closes the offer; a later report is refused.</summary>
    public required DateTimeOffset CloseBy { get; init; }

    /// <summary>Time of its last transition.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The receiver of the release, fixed when the offer was made; null in offers of earlier releases.</summary>
    public string? SettlementAddress { get; init; }

    /// <summary>Proves <see cref="SettlementAddress"/>, order and amount.</summary>
    public byte[]? SettlementSeal { get; init; }

    /// <summary>The payout's reference at the provider; set on fulfilment.</summary>
    public string? Reference { get; init; }

    /// <summary>
    /// Proves that the provider reported <see cref="Reference"/>; null in offers that were fulfilled in earlier releases.
    /// </summary>
    public byte[]? ReportSeal { get; init; }

    /// <summary>Why it was declined or failed; see <see cref="RefusalCode"/>.</summary>
    public string? Code { get; init; }

    /// <summary>The provider's own text. Untrusted.</summary>
    public string? Reason { get; init; }
}
