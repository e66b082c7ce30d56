namespace Paynode.Payments;

/// <summary>A binding price: until it expires an order for exactly these amounts is taken.</summary>
/// <param name="Id">Which quote.</param>
/// <param name="Tenant">Who asked.</param>
/// <param name="Corridor">From what to what.</param>
/// <param name="Price">What goes in, what comes out, and the fee.</param>
/// <param name="ExpiresAt">From then on it binds nobody.</param>
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
    /// <summary>Whether it still binds.</summary>
    public bool IsOpen(DateTimeOffset now) => now < ExpiresAt;
}
