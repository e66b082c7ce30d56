namespace Paynode.Payments;

/// <summary>The figures that the invariants of <see cref="Payments.Invariants"/> are checked on.</summary>
/// <param name="UnbalancedEntries">Ledger entries that do not sum to zero in every currency.</param>
/// <param name="OrdersWithTwoOutcomes">Orders that were released or refunded more than once.</param>
/// <param name="UnprovenOrders">Settled orders without a release and a receipt, refunded ones without a refund.</param>
/// <param name="StuckOrders">Open orders past their escrow's deadline and grace.</param>
/// <param name="Escrows">The escrows by chain and currency.</param>
public sealed record InvariantFigures(
    long UnbalancedEntries,
    long OrdersWithTwoOutcomes,
    long UnprovenOrders,
    long StuckOrders,
    IReadOnlyList<EscrowSums> Escrows)
{
    /// <summary>The checks that need no chain.</summary>
    public IReadOnlyList<InvariantCheck> Checks() =>
    [
        Payments.Invariants.LedgerBalances(UnbalancedEntries),
        Payments.Invariants.OneOutcomeAnOrder(OrdersWithTwoOutcomes),
        Payments.Invariants.TerminalStatesAreProven(UnprovenOrders),
        Payments.Invariants.NoOrderIsStuck(StuckOrders),
        .. Escrows.Select(
            sums => Payments.Invariants.EscrowIsConserved(sums.Chain, sums.Balance, sums.Locked, sums.Released, sums.Refunded)),
    ];
}

/// <summary>What the ledger records for a chain's escrow in one currency.</summary>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="Balance">What the escrow holds.</param>
/// <param name="Locked">What went in.</param>
/// <param name="Released">What went out to providers, fees included.</param>
/// <param name="Refunded">What went back to payers.</param>
public sealed record EscrowSums(string Chain, Money Balance, Money Locked, Money Released, Money Refunded);
