using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Takes up a quote.</summary>
/// <param name="QuoteId">The quote; it has not expired and was not used.</param>
/// <param name="Recipient">Who gets the local money.</param>
/// <param name="RefundAddress">Where the funds go back to when the order cannot be paid: an address on the corridor's chain.</param>
/// <param name="Reference">Your own reference, unique among your orders: up to 64 letters, digits, '-' and '_'.</param>
public sealed record OrderRequest(string? QuoteId, RecipientRequest? Recipient, string? RefundAddress, string? Reference = null)
{
    /// <summary>What the request says, for the order to be opened with.</summary>
    public OrderInput ToOpening() => new(
        QuoteId,
        Recipient?.Institution,
        Recipient?.AccountIdentifier,
        Recipient?.AccountName,
        Recipient?.Memo,
        Recipient?.Method,
        RefundAddress,
        Reference);
}
