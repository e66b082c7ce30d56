namespace Paynode.Payments;

/// <summary>What is to happen to an escrow order.</summary>
public enum ChainIntentKind
{
    /// <summary>Its funds go to the provider that paid.</summary>
    Release,

    /// <summary>Its funds go back to the payer.</summary>
    Refund,
}
