namespace Paynode.Payments;

/// <summary>A payment provider: a PSP, an OTC trading firm or a mobile-money agent.</summary>
/// <param name="Id">Which provider.</param>
/// <param name="Name">Its name. Untrusted text.</param>
/// <param name="BaseUrl">Where it takes offers.</param>
/// <param name="SettlementAddress">Where the escrow releases to.</param>
/// <param name="Corridors">What it may serve.</param>
/// <param name="Enabled">The operator's switch.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record Provider(
    ProviderId Id,
    string Name,
    Uri BaseUrl,
    string SettlementAddress,
    IReadOnlyList<CorridorId> Corridors,
    bool Enabled,
    DateTimeOffset CreatedAt)
{
    /// <summary>Its upstream partners, in the operator's words; providers of one group tend to fail together. Null: unknown.</summary>
    public string? UpstreamGroup { get; init; }

    /// <summary>When its licence ends; null when the operator has not set one.</summary>
    public DateTimeOffset? LicensedUntil { get; init; }

    /// <summary>What its rails pay in multiples of, at most one step per currency; any amount in other currencies.</summary>
    public IReadOnlyList<PayoutStep> PayoutSteps { get; init; } = [];

    /// <summary>What it pays in multiples of in a currency; null: any amount.</summary>
    public PayoutStep? PayoutStepIn(Currency currency) => PayoutSteps.FirstOrDefault(step => step.Currency == currency);

    /// <summary>
    /// Whether the settlement address is the one that the operator set: its seal is valid. Without a valid seal the provider gets
    /// no offers.
    /// </summary>
    public bool IsAddressProven { get; init; } = true;

    /// <summary>Whether it may be sent orders: enabled, its address is proven, and its licence has not ended.</summary>
    public bool MayServeAt(DateTimeOffset now) => Enabled && IsAddressProven && (LicensedUntil is not { } until || now < until);
}
