namespace Paynode.Payments;

/// <summary>A sender's unvalidated request to create an order from a quote.</summary>
/// <param name="QuoteId">The quote.</param>
/// <param name="Institution">Bank or mobile-money code.</param>
/// <param name="AccountIdentifier">Account or phone number there.</param>
/// <param name="AccountName">The holder's name.</param>
/// <param name="Memo">Text for the statement.</param>
/// <param name="Method">bank or mobile_money.</param>
/// <param name="RefundAddress">The refund address.</param>
/// <param name="Reference">The sender's own reference.</param>
public sealed record OrderInput(
    string? QuoteId,
    string? Institution,
    string? AccountIdentifier,
    string? AccountName,
    string? Memo,
    string? Method,
    string? RefundAddress,
    string? Reference);
