namespace Paynode.Payments;

/// <summary>The action on an escrow order.</summary>
public enum ChainIntentKind
{
    /// <summary>Its funds go to the provider that paid.</summary>
    Release,

    /// <summary>Its funds go back to the payer.</summary>
    Refund,
}
