namespace Paynode.Samples.Provider.Protocol;

/// <summary>Whom to pay: the account at an institution, as the sender gave it.</summary>
public sealed record Recipient(string Institution, string AccountIdentifier, string? AccountName, string? Memo);
