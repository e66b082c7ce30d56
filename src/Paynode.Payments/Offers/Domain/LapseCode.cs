namespace Paynode.Payments;

/// <summary>Codes of offers that ended through no fault of the provider.</summary>
public static class LapseCode
{
    /// <summary>The order was offered to several providers, and another accepted first.</summary>
    public const string AnotherAccepted = "another_accepted";

    /// <summary>A reorganisation removed the order's deposit.</summary>
    public const string FundsWithdrawn = "funds_withdrawn";

    /// <summary>The operator disabled the provider before it answered.</summary>
    public const string ProviderSwitchedOff = "provider_switched_off";

    /// <summary>
    /// Whether an offer that ended with this code is not counted against its provider: it may get another offer, and the routing
    /// model is not updated.
    /// </summary>
    public static bool IsNoResult(string? code) => code is AnotherAccepted or FundsWithdrawn or ProviderSwitchedOff;
}
