using static Paynode.Payments.OfferState;

namespace Paynode.Payments;

/// <summary>
/// The offer's state machine. PostgreSQL applies each transition by compare-and-set, so that of two concurrent ones only one
/// succeeds: a provider that accepts late, or reports after its offer was closed, gets a refusal and has no claim.
/// </summary>
public static class OfferTransitions
{
    private static readonly Dictionary<OfferState, OfferState[]> Next = new()
    {
        [Offered] = [Accepted, Declined, Lapsed],
        [Accepted] = [Fulfilled, Failed, Closed],
        [Fulfilled] = [],
        [Failed] = [],
        [Declined] = [],
        [Lapsed] = [],
        [Closed] = [],
    };

    /// <summary>Whether an offer may move from one state to the other.</summary>
    public static bool Allows(OfferState from, OfferState to) => Next[from].Contains(to);

    /// <summary>Whether the state is terminal; only then may another provider get an offer.</summary>
    public static bool IsTerminal(this OfferState state) => Next[state].Length == 0;

    /// <summary>The state as the API writes it: lower case.</summary>
    public static string ToWire(this OfferState state) => Enum.GetName(state)!.ToLowerInvariant();
}
