namespace Paynode.Functions;

/// <summary>Why an offer is declined or has failed.</summary>
/// <param name="Code">
/// Why. The first four say that the recipient is at fault: they never count against the provider.
/// </param>
/// <param name="Reason">In the provider's own words, up to 500 characters.</param>
public sealed record RefusalRequest(
    [property: WireValues(
        "invalid_account", "name_mismatch", "recipient_blocked", "recipient_limit",
        "insufficient_liquidity", "provider_unavailable", "institution_unavailable", "limit_exceeded", "other")]
    string? Code,
    string? Reason = null);
