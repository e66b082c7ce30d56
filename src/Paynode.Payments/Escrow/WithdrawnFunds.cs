using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paynode.Payments;

/// <summary>
/// What happens to an order when a reorganisation deeper than the confirmations removes its lock, and when the lock returns.
/// </summary>
/// <remarks>
/// No offers are made until the funds are back. An offer that was not accepted ends immediately. An accepted one continues: its
/// provider may have paid already and cannot be stopped. If it has paid, its release waits for the lock to return, as it does
/// when the payer's transaction is mined again. An order whose funds never return is refunded once no offer could be made in
/// time: the escrow then has nothing to pay out, and an alert is raised.
/// </remarks>
public sealed class WithdrawnFunds(
    OrderStore orders, OfferStore offers, ChainIntentStore intents, Outbox outbox, ILogger<WithdrawnFunds> logger)
{
    /// <summary>The order's lock has left the chain. The caller holds the lock on the order's row.</summary>
    public async Task StopAskingAsync(
        NpgsqlConnection connection, Order order, string transactionHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await orders.MarkFundsAsync(connection, order.Id, areThere: false, now, cancellationToken);
        await outbox.RaiseAsync(
            connection, order.Id, LifecycleEvents.Funds, new FundsChanged(false, transactionHash), now, cancellationToken);
        foreach (var open in (await offers.ForOrderAsync(connection, order.Id, cancellationToken))
            .Where(offer => !offer.State.IsTerminal()))
        {
            if (open.State == OfferState.Accepted)
            {
                logger.LogCritical(
                    "The provider {Provider} has accepted to pay order {Order}, whose funds have left the chain.", open.Provider, order.Id);
            }
            else
            {
                await RevokeAsync(connection, open, now, cancellationToken);
            }
        }
    }

    /// <summary>The order's lock is on the chain again. Escrow calls that had no effect meanwhile are requested again.</summary>
    public async Task ResumeAsync(
        NpgsqlConnection connection, Order order, string transactionHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await orders.MarkFundsAsync(connection, order.Id, areThere: true, now, cancellationToken);
        await intents.RequeueAfterRelockAsync(connection, order.Chain, order.EscrowOrderId, cancellationToken);
        await outbox.RaiseAsync(
            connection, order.Id, LifecycleEvents.Funds, new FundsChanged(true, transactionHash), now, cancellationToken);
    }

    private async Task RevokeAsync(NpgsqlConnection connection, Offer open, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var move = await offers.MoveAsync(
            connection, open.Id, OfferState.Lapsed, now, new OfferChange { Code = LapseCode.FundsWithdrawn }, cancellationToken);
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
