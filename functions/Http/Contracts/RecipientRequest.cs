namespace Paynode.Functions;

/// <summary>Who gets the local money.</summary>
/// <param name="Institution">Bank or mobile-money code.</param>
/// <param name="AccountIdentifier">Account or phone number there.</param>
/// <param name="AccountName">The holder's name.</param>
/// <param name="Memo">Text for the statement.</param>
/// <param name="Method">How it is paid out; bank when it is not given.</param>
public sealed record RecipientRequest(
    string? Institution, string? AccountIdentifier, string? AccountName, string? Memo = null,
    [property: WireValues("bank", "mobile_money")] string? Method = null);
