namespace Paynode.Storage;

/// <summary>Why a release waits for the operator's decision.</summary>
public static class HoldReason
{
    /// <summary>Its provider was switched off.</summary>
    public const string ProviderSwitchedOff = "provider_switched_off";
}
