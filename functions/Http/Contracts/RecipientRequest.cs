namespace Paynode.Functions;

/// <summary>Who gets the local money.</summary>
/// <param name="Institution">Bank or mobile-money code.</param>
/// <param name="AccountIdentifier">Account or phone number there.</param>
/// <param name="AccountName">The holder's name.</param>
/// <param name="Memo">Text for the statement.</param>
/// <param name="Method">"bank" (the default) or "mobile_money".</param>
public sealed record RecipientRequest(
    string? Institution, string? AccountIdentifier, string? AccountName, string? Memo = null, string? Method = null);
