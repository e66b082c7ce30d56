namespace Paynode.Samples.Provider.Protocol;

/// <summary>
/// Why a provider declines or fails an offer. Business codes concern the recipient and never count against the provider;
/// technical codes do.
/// </summary>
public static class ReasonCode
{
    public const string InvalidAccount = "invalid_account";
    public const string NameMismatch = "name_mismatch";
    public const string RecipientBlocked = "recipient_blocked";
    public const string RecipientLimit = "recipient_limit";

    public const string InsufficientLiquidity = "insufficient_liquidity";
    public const string ProviderUnavailable = "provider_unavailable";
    public const string InstitutionUnavailable = "institution_unavailable";
    public const string LimitExceeded = "limit_exceeded";
    public const string Other = "other";

    public static IReadOnlySet<string> All { get; } = new HashSet<string>
    {
        InvalidAccount, NameMismatch, RecipientBlocked, RecipientLimit,
        InsufficientLiquidity, ProviderUnavailable, InstitutionUnavailable, LimitExceeded, Other,
    };
}
