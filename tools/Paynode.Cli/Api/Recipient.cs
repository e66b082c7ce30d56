namespace Paynode.Cli.Api;

/// <summary>Who gets the local money.</summary>
public sealed record Recipient(string Institution, string AccountIdentifier, string AccountName, string Memo = "", string Method = "bank");
