using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paynode.Payments;

/// <summary>
/// What follows for an order when a reorganisation deeper than the confirmations takes its lock away, and when it is back.
/// </summary>
/// <remarks>
/// Nobody is asked to pay until the funds are there again. An offer that was not accepted ends at once. One that was
/// accepted goes on: its provider may have paid already, and cannot be stopped. Should it have paid, its release waits for
/// the lock to come back, as the payer's transaction does when it is mined again. An order whose funds never come back is
/// refunded when no offer could be made in time any more: the escrow then has nothing to give, and a person is told.
/// </remarks>
public sealed class WithdrawnFunds(OrderStore orders, OfferStore offers, ChainIntentStore intents, Outbox outbox, ILogger<WithdrawnFunds> logger)
{
    /// <summary>The order's lock has left the chain. The caller holds the order's row.</summary>
    public async Task StopAskingAsync(
        NpgsqlConnection connection, Order order, string transactionHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await orders.MarkFundsAsync(connection, order.Id, areThere: false, now, cancellationToken);
        await outbox.RaiseAsync(connection, order.Id, LifecycleEvents.Funds, new FundsChanged(false, transactionHash), now, cancellationToken);
        foreach (var open in (await offers.ForOrderAsync(connection, order.Id, cancellationToken)).Where(offer => !offer.State.IsTerminal()))
        {
            if (open.State == OfferState.Accepted)
            {
                logger.LogCritical("The provider {Provider} has accepted to pay order {Order}, whose funds have left the chain.", open.Provider, order.Id);
            }
            else
            {
                await RevokeAsync(connection, open, now, cancellationToken);
            }
        }
    }

    /// <summary>The order's lock is on the chain again. What was asked of the escrow meanwhile, and had no effect, is asked anew.</summary>
    public async Task ResumeAsync(
        NpgsqlConnection connection, Order order, string transactionHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await orders.MarkFundsAsync(connection, order.Id, areThere: true, now, cancellationToken);
        await intents.AskAgainAsync(connection, order.Chain, order.EscrowOrderId, cancellationToken);
        await outbox.RaiseAsync(connection, order.Id, LifecycleEvents.Funds, new FundsChanged(true, transactionHash), now, cancellationToken);
    }

    private async Task RevokeAsync(NpgsqlConnection connection, Offer open, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var move = await offers.MoveAsync(connection, open.Id, OfferState.Lapsed, now, new OfferChange { Code = LapseCode.FundsWithdrawn }, cancellationToken);
        if (move.Outcome != MoveOutcome.Moved)
        {
            return;
        }

        var facts = new Dictionary<string, string>
        {
            ["offerId"] = open.Id.ToString(),
            ["provider"] = open.Provider.ToString(),
            ["attempt"] = open.Attempt.ToString(CultureInfo.InvariantCulture),
            ["code"] = LapseCode.FundsWithdrawn,
        };
        await orders.AppendEventAsync(connection, open.Order, "offer.lapsed", now, facts, null, cancellationToken);
        await outbox.RaiseAsync(connection, open.Order, LifecycleEvents.Offer, OfferProgress.Of(move.Offer, now), now, cancellationToken);
    }
}
