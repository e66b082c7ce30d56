namespace Paynode.Routing.Learning;

/// <summary>How one attempt at one provider ended.</summary>
public enum OutcomeKind
{
    /// <summary>Paid out.</summary>
    Success,

    /// <summary>The provider responded that it could not, for a reason of its own (liquidity, institution down, ...).</summary>
    TechnicalFailure,

    /// <summary>No response before the deadline.</summary>
    TimedOut,

    /// <summary>The order itself could not be paid (wrong account, blocked recipient): no evidence about the provider.</summary>
    BusinessDecline,
}
