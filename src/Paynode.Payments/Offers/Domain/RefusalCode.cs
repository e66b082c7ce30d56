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
