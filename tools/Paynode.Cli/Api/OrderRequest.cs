namespace Paynode.Cli.Api;

/// <summary>Takes up a quote.</summary>
public sealed record OrderRequest(string QuoteId, Recipient Recipient, string RefundAddress, string? Reference = null);
