namespace Paynode.Payments;

/// <summary>A binding price: until it expires, an order for exactly these amounts is accepted.</summary>
/// <param name="Id">Which quote.</param>
/// <param name="Tenant">The sender.</param>
/// <param name="Corridor">From what to what.</param>
/// <param name="Price">Source, payout and fee.</param>
/// <param name="ExpiresAt">From then on it is no longer binding.</param>
/// <param name="ReservedProvider">The provider whose liquidity is held for the quote.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Quote(
    QuoteId Id,
    TenantId Tenant,
    CorridorId Corridor,
    Price Price,
    DateTimeOffset ExpiresAt,
    ProviderId ReservedProvider,
    DateTimeOffset CreatedAt)
{
    /// <summary>Whether it is still valid.</summary>
    public bool IsOpen(DateTimeOffset now) => now < ExpiresAt;
}
