namespace Paynode.Payments;

/// <summary>What a transition sets on an offer besides its state. Null leaves a value unchanged.</summary>
public sealed record OfferChange
{
    /// <summary>The payout's reference at the provider. Required to fulfil.</summary>
    public string? Reference { get; init; }

    /// <summary>Proves the report of a payout. A release needs it.</summary>
    public byte[]? ReportSeal { get; init; }

    /// <summary>Why it was declined or failed; see <see cref="Payments.RefusalCode"/>.</summary>
    public string? Code { get; init; }

    /// <summary>The provider's own text. Untrusted.</summary>
    public string? Reason { get; init; }
}
