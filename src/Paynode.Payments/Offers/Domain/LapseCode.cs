namespace Paynode.Payments;

/// <summary>Codes of offers that ended without the provider being at fault.</summary>
public static class LapseCode
{
    /// <summary>The order was offered to several at once, and another accepted first.</summary>
    public const string AnotherAccepted = "another_accepted";

    /// <summary>A reorganisation took the order's funds away.</summary>
    public const string FundsWithdrawn = "funds_withdrawn";

    /// <summary>The operator switched the provider off before it answered.</summary>
    public const string ProviderSwitchedOff = "provider_switched_off";

    /// <summary>Whether an offer that ended with this code says nothing of its provider: it may be asked again, and nothing is learned.</summary>
    public static bool IsNoResult(string? code) => code is AnotherAccepted or FundsWithdrawn or ProviderSwitchedOff;
}
