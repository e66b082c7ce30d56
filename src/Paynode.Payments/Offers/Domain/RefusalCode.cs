using System.Collections.Frozen;

namespace Paynode.Payments;

/// <summary>Why a provider declined or failed an offer: a closed set, as the protocol writes them.</summary>
public static class RefusalCode
{
    private static readonly FrozenSet<string> Business = FrozenSet.ToFrozenSet(
        ["invalid_account", "name_mismatch", "recipient_blocked", "recipient_limit"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Technical = FrozenSet.ToFrozenSet(
        ["insufficient_liquidity", "provider_unavailable", "institution_unavailable", "limit_exceeded", "other"],
        StringComparer.Ordinal);

    /// <summary>Every code.</summary>
    public static IEnumerable<string> All => Business.Concat(Technical);

    /// <summary>Whether the code exists.</summary>
    public static bool IsKnown(string? code) => code is not null && (Business.Contains(code) || Technical.Contains(code));

    /// <summary>
    /// Whether the recipient, not the provider, is at fault. Such a refusal never counts against a provider, and two of them from
    /// different providers end the search: no other provider could pay either.
    /// </summary>
    public static bool IsBusiness(string? code) => code is not null && Business.Contains(code);
}

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
