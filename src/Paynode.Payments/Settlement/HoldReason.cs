namespace Paynode.Payments;

/// <summary>Why a release waits for the operator's decision.</summary>
public static class HoldReason
{
    /// <summary>Its provider was disabled.</summary>
    public const string ProviderSwitchedOff = "provider_switched_off";

    /// <summary>
    /// Its seal is invalid: Paynode did not decide it, or it was changed since. It is approved only as the order's proven offer
    /// says.
    /// </summary>
    public const string Unproven = "unproven";

    /// <summary>
    /// The offer's receiver or amount differs from what was sealed when it was made. Nothing is decided until an operator has
    /// corrected it.
    /// </summary>
    public const string ReceiverUnproven = "receiver_unproven";

    /// <summary>
    /// The order's amounts, recipient or addresses are not those it was created with. Nothing is decided until a person has put
    /// it right.
    /// </summary>
    public const string TermsUnproven = "terms_unproven";

    /// <summary>Nothing proves that the provider reported the payout. Nothing is decided until the provider repeats its report.</summary>
    public const string ReportUnproven = "report_unproven";
}
