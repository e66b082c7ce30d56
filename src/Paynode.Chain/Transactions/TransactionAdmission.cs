using Microsoft.Extensions.Logging;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>Lets queued transactions onto their way: estimates their gas, gives them nonces, and sends them.</summary>
internal sealed class TransactionAdmission(
    IChainClient client, Address sender, TransactionStore store, TransactionDispatcher dispatcher, TransactionSenderOptions options,
    TimeProvider time, ILogger logger)
{
    private readonly GasEstimator _gas = new(client, sender, options);

    /// <summary>A node that does not answer one estimate may be slow; it takes longer than a plain no to be believed.</summary>
    private const int SilenceFactor = 4;

    /// <summary>Admits as many as there is room for, and a filler in any case: others wait for it.</summary>
    /// <param name="inFlight">How many are on their way.</param>
    /// <param name="fees">What inclusion costs now.</param>
    /// <param name="isPressed">Whether anything presses: a hole in front of it does then, too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AdmitAsync(int inFlight, FeeData fees, bool isPressed, CancellationToken cancellationToken)
    {
        var room = Math.Max(options.MaxInFlight - inFlight, 1);
        var queued = await store.QueuedAsync(room, cancellationToken).ConfigureAwait(false);
        var (usual, pressing) = (FeeOffer.For(fees, options), FeeOffer.For(fees, options.WithDeadlinePriority));
        var chainNonce = queued.Count == 0 || pressing is null
            ? 0
            : await client.GetNonceAsync(sender, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        foreach (var transaction in queued.Where(HasPlace))
        {
            if (!await dispatcher.MaySignAsync(transaction, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if ((Presses(transaction) ? pressing : usual) is not { } offer)
            {
                await store.MarkWaitingAsync(transaction.Id, WaitingReason.GasCeiling, cancellationToken).ConfigureAwait(false);
            }
            else if (await EstimateAsync(transaction, isAlone: inFlight == 0, cancellationToken).ConfigureAwait(false) is { } limit)
            {
                await AdmitOneAsync(transaction, chainNonce, limit, offer, cancellationToken).ConfigureAwait(false);
                inFlight++;
            }
        }

        bool Presses(StoredTransaction transaction) =>
            transaction.DeadlinePriorityFrom <= time.GetUtcNow() || (transaction.IsFiller && isPressed);

        bool HasPlace(StoredTransaction transaction) => transaction switch
        {
            { IsFiller: true } or { Urgency: TransactionUrgency.Emergency } => true,
            { Urgency: TransactionUrgency.Background } => inFlight < options.MaxInFlight - options.ReservedForUrgent,
            _ => inFlight < options.MaxInFlight,
        };
    }

    private async Task AdmitOneAsync(
        StoredTransaction transaction, long chainNonce, long limit, FeeOffer offer, CancellationToken cancellationToken)
    {
        var nonce = await store.ReserveNonceAsync(transaction.Id, chainNonce, limit, cancellationToken).ConfigureAwait(false);
        if (nonce is not null)
        {
            var admitted = transaction with { Nonce = nonce, GasLimit = limit, State = TransactionState.Pending };
            await dispatcher.SignAndSendAsync(admitted, offer, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long?> EstimateAsync(StoredTransaction transaction, bool isAlone, CancellationToken cancellationToken)
    {
        try
        {
            return await _gas.LimitAsync(transaction, cancellationToken).ConfigureAwait(false);
        }
        catch (ChainRpcException e) when (e.Kind == RpcErrorKind.InsufficientFunds)
        {
            await store.MarkWaitingAsync(transaction.Id, WaitingReason.InsufficientFunds, cancellationToken).ConfigureAwait(false);
        }
        catch (ChainRpcException e) when (e.Kind is not (RpcErrorKind.RateLimited or RpcErrorKind.Unavailable or RpcErrorKind.Disagreement))
        {
            // Whatever it is: it concerns this transaction, and the others go on. A node that is away concerns them all.
            await FailedAsync(transaction, e, isAlone, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async Task FailedAsync(StoredTransaction transaction, ChainRpcException e, bool isAlone, CancellationToken cancellationToken)
    {
        var (reason, limit) = e.Kind switch
        {
            RpcErrorKind.Reverted => (WaitingReason.WouldRevert, options.MaxEstimateFailures),
            RpcErrorKind.Timeout => (WaitingReason.NoEstimate, options.MaxEstimateFailures * SilenceFactor),
            _ => (WaitingReason.NodeRefuses, options.MaxEstimateFailures),
        };
        ChainTelemetry.EstimateFailures.Add(
            1, new KeyValuePair<string, object?>("chain.id", options.ChainId), new KeyValuePair<string, object?>("reason", reason));
        logger.LogWarning("Transaction {Id} of {Sender} cannot be estimated ({Reason}): {Message}", transaction.Id, sender, reason, e.Message);
        var counts = isAlone || (transaction.FailingSince is { } since && time.GetUtcNow() - since >= options.BlameOthersFor);
        await (counts
            ? store.CountEstimateFailureAsync(transaction.Id, reason, e.RevertData, limit, cancellationToken)
            : store.MarkFailingAsync(transaction.Id, reason, cancellationToken)).ConfigureAwait(false);
    }
}
