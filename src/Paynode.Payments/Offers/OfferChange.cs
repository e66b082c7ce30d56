namespace Paynode.Payments;

/// <summary>What a movement sets on an offer beside its state. What is null stays as it is.</summary>
public sealed record OfferChange
{
    /// <summary>The payout's reference at the provider. Required to fulfil.</summary>
    public string? Reference { get; init; }

    /// <summary>Proves the report of a payout. A release needs it.</summary>
    public byte[]? ReportSeal { get; init; }

    /// <summary>Why it was declined or failed; see <see cref="Payments.RefusalCode"/>.</summary>
    public string? Code { get; init; }

    /// <summary>The provider's own words. Untrusted text.</summary>
    public string? Reason { get; init; }
}
