using System.Buffers;
using System.Text;

namespace Paynode.Domain;

/// <summary>Who gets the local money.</summary>
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

    /// <summary>Longest value of any field. Longer ones do not fit a bank statement.</summary>
    public const int MaxLength = 140;

    /// <summary>Checks presence and length; no method means a bank account.</summary>
    /// <returns>The recipient, or <c>recipient_invalid</c> with the field.</returns>
    public static Result<Recipient> Create(string? institution, string? accountIdentifier, string? accountName, string? memo, string? method = null)
    {
        var fault = Required(institution, "recipient.institution")
            ?? Required(accountIdentifier, "recipient.accountIdentifier")
            ?? Required(accountName, "recipient.accountName")
            ?? Unfit(memo, "recipient.memo")
            ?? UnknownMethod(method);
        return fault is null
            ? new Recipient(institution!, accountIdentifier!, accountName!, memo ?? "", method ?? Bank)
            : fault;
    }

    private static Problem? UnknownMethod(string? method) => method is null or Bank or MobileMoney
        ? null
        : new Problem("recipient_invalid", $"recipient.method is {Bank} or {MobileMoney}.", "recipient.method");

    private static Problem? Required(string? value, string field) => string.IsNullOrWhiteSpace(value)
        ? new Problem("recipient_invalid", $"{field} is missing.", field)
        : Unfit(value, field);

    private static Problem? Unfit(string? value, string field) => value is null || (value.Length <= MaxLength && IsText(value))
        ? null
        : new Problem("recipient_invalid", $"{field} has at most {MaxLength} characters and no control characters.", field);

    // Control characters, NUL among them, and half surrogate pairs fit neither a bank statement nor a text column.
    private static bool IsText(ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(value, out var rune, out var length) != OperationStatus.Done || Rune.IsControl(rune))
            {
                return false;
            }

            value = value[length..];
        }

        return true;
    }
}
