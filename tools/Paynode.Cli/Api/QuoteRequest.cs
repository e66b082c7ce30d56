namespace Paynode.Cli.Api;

/// <summary>Asks for a price by what is locked, in the token, or by what the recipient gets: one of the two.</summary>
public sealed record QuoteRequest(string Corridor, string? Amount = null, string? PayoutAmount = null);
