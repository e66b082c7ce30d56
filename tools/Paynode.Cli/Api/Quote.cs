namespace Paynode.Cli.Api;

/// <summary>A binding price.</summary>
public sealed record Quote(string Id, string Corridor, Amount Source, Amount Payout, string Rate, Amount Fee, DateTimeOffset ExpiresAt);
