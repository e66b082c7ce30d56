namespace Paynode.Cli.Api;

/// <summary>An order as its sender sees it.</summary>
public sealed record Order(
    string Id,
    string State,
    string QuoteId,
    string Corridor,
    Amount Source,
    Amount Payout,
    Amount Fee,
    string Rate,
    string? Reference,
    Recipient Recipient,
    string RefundAddress,
    Deposit Deposit,
    IReadOnlyList<OrderTransaction> Transactions,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Whether nothing follows any more.</summary>
    public bool IsTerminal => State is "settled" or "refunded" or "cancelled" or "expired";
}
