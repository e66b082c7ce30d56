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
public sealed class DepositCollector(OrderStore orders, EscrowDirectory escrows, ILogger<DepositCollector> logger)
{
    /// <summary>Puts the call in line. Safe to repeat: the call is keyed by the transfer that it answers.</summary>
    public async Task CollectAsync(ChainNode chain, ChainEvent happened, EscrowEvent.DepositSeen seen, CancellationToken cancellationToken)
    {
        if (happened.OrderId is not { } id || await orders.FindAsync(new OrderId(id), cancellationToken) is not { } order)
        {
            logger.LogWarning("A deposit to {Address} on {Chain} belongs to no order.", seen.DepositAddress, chain.Name);
            return;
        }

        var terms = escrows.On(chain.Name).TermsOf(order);
        var data = seen.DepositedToken == terms.Token ? EscrowCalls.Collect(terms) : EscrowCalls.Recover(terms, seen.DepositedToken);
        var escrow = escrows.On(chain.Name).Contract.Address;
        await chain.Sender.EnqueueAsync(new TransactionRequest($"collect:{happened.Key}", escrow, data), cancellationToken);
    }
}
