namespace Paynode.Payments;

/// <summary>A provider's proof of a payout: its payment reference.</summary>
public static class Receipt
{
    /// <summary>Maximum length of a reference, in characters as people count them: what fits a bank statement.</summary>
    public const int MaxLength = 140;

    /// <summary>Whether a text can be a payout's reference: present, not too long, and without invisible characters.</summary>
    public static bool IsValid(string? reference) => VisibleText.IsIdentifier(reference, MaxLength);

    /// <summary>Whether two references name the same payout: case and surrounding spaces are ignored.</summary>
    public static bool IsSame(string? one, string? other) =>
        string.Equals(one?.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
