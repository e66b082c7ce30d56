namespace Paynode.Payments;

/// <summary>A provider's proof of a payout: its reference for it.</summary>
public static class Receipt
{
    /// <summary>Longest reference, in characters as people count them: what fits a bank statement.</summary>
    public const int MaxLength = 140;

    /// <summary>Whether a text can be a payout's reference: present, not too long, and nothing in it invisible.</summary>
    public static bool IsValid(string? reference) => VisibleText.IsIdentifier(reference, MaxLength);

    /// <summary>Whether two references name one payout: their case and the blanks around them are no part of them.</summary>
    public static bool IsSame(string? one, string? other) =>
        string.Equals(one?.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
