namespace Paynode.Payments;

/// <summary>The invariants that must always hold, as code: used by tests, reconciliation and the health check.</summary>
public static class Invariants
{
    /// <summary>
    /// Per token: the escrow holds what the ledger records. Tokens that somebody sent to the contract outside of any order are a
    /// surplus: they are owed to nobody and violate no invariant, but they are reported. A surplus that a lock explains is owed
    /// to its payer.
    /// </summary>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="onChain">What the escrow holds.</param>
    /// <param name="inLedger">What the ledger records as held.</param>
    /// <param name="unbooked">What was locked long ago and is missing in the ledger; null: nothing.</param>
    public static InvariantCheck EscrowMatchesLedger(string chain, Money onChain, Money inLedger, Money? unbooked = null) => new(
        $"escrow_matches_ledger:{chain}:{onChain.Currency.Code}",
        onChain >= inLedger && unbooked is not { IsPositive: true },
        $"chain {onChain.ToDecimalString()}, ledger {inLedger.ToDecimalString()}"
            + (onChain > inLedger ? $", surplus {(onChain - inLedger).ToDecimalString()}" : "")
            + (unbooked is { IsPositive: true } ? $", locked and never booked {unbooked.ToDecimalString()}" : ""));

    /// <summary>Per token: escrow = locked − released − refunded, fees being part of what was released.</summary>
    public static InvariantCheck EscrowIsConserved(string chain, Money balance, Money locked, Money released, Money refunded) => new(
        $"escrow_is_conserved:{chain}:{balance.Currency.Code}",
        balance == locked - released - refunded,
        $"{balance.ToDecimalString()} = {locked.ToDecimalString()} - {released.ToDecimalString()} - {refunded.ToDecimalString()}");

    /// <summary>Every journal entry sums to zero in every currency.</summary>
    public static InvariantCheck LedgerBalances(long unbalancedEntries) => None("ledger_balances", unbalancedEntries, "unbalanced entries");

    /// <summary>An order has at most one on-chain outcome: one release or one refund.</summary>
    public static InvariantCheck OneOutcomeAnOrder(long ordersWithMore) =>
        None("one_outcome_an_order", ordersWithMore, "orders with two outcomes");

    /// <summary>Each release on the chain went to the receiver, and was of the amount, that Paynode decided, under a valid seal.</summary>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="undecided">Releases that do not match a decision.</param>
    public static InvariantCheck ReleasesAreDecided(string chain, long undecided) =>
        None($"releases_are_decided:{chain}", undecided, "releases that nobody decided");

    /// <summary>A settled order has a receipt and a final release on chain; a refunded one a final refund.</summary>
    public static InvariantCheck TerminalStatesAreProven(long unproven) =>
        None("terminal_states_are_proven", unproven, "terminal orders without proof");

    /// <summary>No order stays open past its escrow's deadline and grace.</summary>
    public static InvariantCheck NoOrderIsStuck(long stuck) => None("no_order_is_stuck", stuck, "orders past their deadline");

    private static InvariantCheck None(string name, long count, string what) => new(name, count == 0, $"{count} {what}");
}

/// <summary>What one invariant said when it was checked.</summary>
/// <param name="Name">Stable, lower_snake_case.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Detail">The figures that were compared.</param>
public sealed record InvariantCheck(string Name, bool Holds, string Detail);
