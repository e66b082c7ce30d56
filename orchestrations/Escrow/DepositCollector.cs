using Microsoft.Extensions.Logging;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Transactions;
using Paynode.Domain;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>
/// Moves what arrived at an order's deposit address on: into the escrow when it fits the order, else back to the refund
/// address. The contract decides which; anyone could make the call, Paynode does it as a service.
/// </summary>
public sealed class DepositCollector(
    OrderStore orders, EscrowDirectory escrows, CorridorCatalogue corridors, ILogger<DepositCollector> logger)
{
    /// <summary>
    /// Puts the call in line. Safe to repeat, and one call answers all transfers of a block, since it moves all that is
    /// there: so a flood of small transfers cannot fill the line that settlements stand in.
    /// </summary>
    public async Task CollectAsync(ChainNode chain, ChainEvent happened, EscrowEvent.DepositSeen seen, CancellationToken cancellationToken)
    {
        if (happened.OrderId is not { } id || await orders.FindAsync(new OrderId(id), cancellationToken) is not { } order)
        {
            logger.LogWarning("A deposit to {Address} on {Chain} belongs to no order.", seen.DepositAddress, chain.Name);
            return;
        }

        if (IsDust(order, seen))
        {
            logger.LogInformation("Dust at the deposit address of order {Order} stays there; anyone can recover it.", order.Id);
            return;
        }

        var terms = escrows.On(chain.Name).TermsOf(order);
        var data = seen.DepositedToken == terms.Token ? EscrowCalls.Collect(terms) : EscrowCalls.Recover(terms, seen.DepositedToken);
        var escrow = escrows.On(chain.Name).Contract.Address;
        await chain.Sender.EnqueueAsync(new TransactionRequest(KeyOf(happened, seen), escrow, data, Urgency: TransactionUrgency.Background), cancellationToken);
    }

    private static string KeyOf(ChainEvent happened, EscrowEvent.DepositSeen seen) =>
        FormattableString.Invariant($"collect:{seen.DepositAddress}:{seen.DepositedToken}:{happened.BlockHash}");

    /// <summary>Less than the corridor's smallest order is not worth the gas of moving it.</summary>
    private bool IsDust(Order order, EscrowEvent.DepositSeen seen) =>
        escrows.On(order.Chain).CurrencyOf(seen.DepositedToken) is { } currency
        && corridors.Find(order.Corridor) is { } corridor
        && currency == corridor.MinAmount.Currency
        && seen.Deposit < (System.Numerics.BigInteger)corridor.MinAmount.Minor;
}
