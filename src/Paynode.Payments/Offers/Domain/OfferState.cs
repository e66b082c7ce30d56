namespace Paynode.Payments;

/// <summary>Where one provider's attempt at an order stands.</summary>
public enum OfferState
{
    /// <summary>Made; the provider may accept until its window ends.</summary>
    Offered,

    /// <summary>Accepted in time; the provider may pay.</summary>
    Accepted,

    /// <summary>Paid and reported with a reference. Terminal.</summary>
    Fulfilled,

    /// <summary>The provider reported that it has not paid and will not. Terminal, and binding on it.</summary>
    Failed,

    /// <summary>The provider refused before accepting. Terminal.</summary>
    Declined,

    /// <summary>Not accepted in time, or not delivered. Terminal.</summary>
    Lapsed,

    /// <summary>Accepted, but its pay window and grace period ended without an answer. Terminal.</summary>
    Closed,
}
