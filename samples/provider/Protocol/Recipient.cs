namespace Paynode.Samples.Provider.Protocol;

/// <summary>Whom to pay: the account at an institution, as the sender gave it.</summary>
/// <param name="Method"><c>bank</c> or <c>mobile_money</c>.</param>
public sealed record Recipient(string Institution, string AccountIdentifier, string? AccountName, string? Memo, string Method = "bank");
