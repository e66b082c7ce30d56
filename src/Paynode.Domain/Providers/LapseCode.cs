namespace Paynode.Domain;

/// <summary>Codes of offers that ended without the provider being at fault.</summary>
public static class LapseCode
{
    /// <summary>The order was offered to several at once, and another accepted first.</summary>
    public const string AnotherAccepted = "another_accepted";

    /// <summary>A reorganisation took the order's funds away.</summary>
    public const string FundsWithdrawn = "funds_withdrawn";
}
