namespace Paynode.Storage;

/// <summary>Why a release waits for the operator's decision.</summary>
public static class HoldReason
{
    /// <summary>Its provider was switched off.</summary>
    public const string ProviderSwitchedOff = "provider_switched_off";

    /// <summary>
    /// Its seal is not right: nothing here decided it, or it was changed since. It is let go only as the order's proven offer says.
    /// </summary>
    public const string Unproven = "unproven";
}
