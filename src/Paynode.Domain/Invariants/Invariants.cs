namespace Paynode.Domain;

/// <summary>The promises that must hold at every moment, as code: used by tests, reconciliation and the health check.</summary>
public static class Invariants
{
    /// <summary>
    /// Per token: the escrow holds what the ledger says it holds. Tokens that somebody sent to the contract outside of any
    /// order are a surplus: nobody is owed them, and they break no promise, but they are named.
    /// </summary>
    public static InvariantCheck EscrowMatchesLedger(string chain, Money onChain, Money inLedger) => new(
        $"escrow_matches_ledger:{chain}:{onChain.Currency.Code}",
        onChain >= inLedger,
        onChain > inLedger
            ? $"chain {onChain.ToDecimalString()}, ledger {inLedger.ToDecimalString()}, surplus {(onChain - inLedger).ToDecimalString()}"
            : $"chain {onChain.ToDecimalString()}, ledger {inLedger.ToDecimalString()}");

    /// <summary>Per token: escrow = locked − released − refunded, fees being part of what was released.</summary>
    public static InvariantCheck EscrowIsConserved(string chain, Money balance, Money locked, Money released, Money refunded) => new(
        $"escrow_is_conserved:{chain}:{balance.Currency.Code}",
        balance == locked - released - refunded,
        $"{balance.ToDecimalString()} = {locked.ToDecimalString()} - {released.ToDecimalString()} - {refunded.ToDecimalString()}");

    /// <summary>Every journal sums to zero in every currency.</summary>
    public static InvariantCheck LedgerBalances(long unbalancedEntries) => None("ledger_balances", unbalancedEntries, "unbalanced entries");

    /// <summary>An order has at most one on-chain outcome: one release or one refund.</summary>
    public static InvariantCheck OneOutcomeAnOrder(long ordersWithMore) => None("one_outcome_an_order", ordersWithMore, "orders with two outcomes");

    /// <summary>A settled order has a final release on chain and a receipt; a refunded one a final refund.</summary>
    public static InvariantCheck TerminalStatesAreProven(long unproven) => None("terminal_states_are_proven", unproven, "terminal orders without proof");

    /// <summary>No order stays open past its escrow's deadline and grace.</summary>
    public static InvariantCheck NoOrderIsStuck(long stuck) => None("no_order_is_stuck", stuck, "orders past their deadline");

    private static InvariantCheck None(string name, long count, string what) => new(name, count == 0, $"{count} {what}");
}
