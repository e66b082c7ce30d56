namespace Paynode.Payments;

/// <summary>Who receives the fiat payout.</summary>
/// <param name="Institution">Bank or mobile-money code.</param>
/// <param name="AccountIdentifier">Account or phone number there.</param>
/// <param name="AccountName">The holder's name.</param>
/// <param name="Memo">Text for the statement; may be empty.</param>
/// <param name="Method">How it is paid out: <see cref="Bank"/> or <see cref="MobileMoney"/>.</param>
public sealed record Recipient(
    string Institution, string AccountIdentifier, string AccountName, string Memo = "", string Method = Recipient.Bank)
{
    /// <summary>To a bank account.</summary>
    public const string Bank = "bank";

    /// <summary>To a mobile-money wallet.</summary>
    public const string MobileMoney = "mobile_money";

    /// <summary>Every method.</summary>
    public static readonly IReadOnlyList<string> Methods = [Bank, MobileMoney];

    /// <summary>Maximum length of any field, in characters as people count them. Longer values do not fit a bank statement.</summary>
    public const int MaxLength = 140;

    /// <summary>Checks presence, length and visibility; without a method the payout goes to a bank account.</summary>
    /// <returns>The recipient, or <c>recipient_invalid</c> with the field.</returns>
    public static Result<Recipient> Create(
        string? institution, string? accountIdentifier, string? accountName, string? memo, string? method = null)
    {
        var fault = UnfitIdentifier(institution, "recipient.institution")
            ?? UnfitIdentifier(accountIdentifier, "recipient.accountIdentifier")
            ?? UnfitName(accountName, "recipient.accountName")
            ?? UnfitLine(memo, "recipient.memo")
            ?? UnknownMethod(method);
        return fault is null
            ? new Recipient(institution!, accountIdentifier!, accountName!, memo ?? "", method ?? Bank)
            : fault;
    }

    private static Problem? UnknownMethod(string? method) => method is null or Bank or MobileMoney
        ? null
        : new Problem("recipient_invalid", $"recipient.method is {Bank} or {MobileMoney}.", "recipient.method");

    private static Problem? UnfitIdentifier(string? value, string field) => VisibleText.IsIdentifier(value, MaxLength)
        ? null
        : Invalid(field, $"{field} has 1 to {MaxLength} characters, none of them invisible, and no blank at either end.");

    private static Problem? UnfitName(string? value, string field) => VisibleText.IsName(value, MaxLength)
        ? null
        : Invalid(field, $"{field} has 1 to {MaxLength} characters, and none that controls, breaks or reorders the line.");

    private static Problem? UnfitLine(string? value, string field) => value is null || VisibleText.IsLine(value, MaxLength)
        ? null
        : Invalid(field, $"{field} has at most {MaxLength} characters, and none that controls, breaks or reorders the line.");

    private static Problem Invalid(string field, string detail) => new("recipient_invalid", detail, field);
}
