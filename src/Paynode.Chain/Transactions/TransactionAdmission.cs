using Microsoft.Extensions.Logging;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>Admits queued transactions: estimates their gas, assigns nonces and sends them.</summary>
internal sealed class TransactionAdmission(
    IChainClient client, Address sender, TransactionStore store, TransactionDispatcher dispatcher, TransactionSenderOptions options,
    TimeProvider timeProvider, ILogger logger)
{
    private readonly GasEstimator _gas = new(client, sender, options);

    /// <summary>A node that does not answer an estimate may only be slow, so more failures are tolerated than for a refusal.</summary>
    private const int SilenceFactor = 4;

    /// <summary>Admits as many as there is capacity for, and a filler in any case, because others wait for it.</summary>
    /// <param name="inFlight">The number of transactions in flight.</param>
    /// <param name="fees">The current cost of inclusion.</param>
    /// <param name="isUrgent">Whether any transaction is urgent by deadline: a nonce gap in front of it is then urgent too.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task AdmitAsync(int inFlight, FeeData fees, bool isUrgent, CancellationToken cancellationToken)
    {
        var room = Math.Max(options.MaxInFlight - inFlight, 1);
        var queued = await store.QueuedAsync(room, cancellationToken).ConfigureAwait(false);
        var (usual, urgent) = (FeeOffer.For(fees, options), FeeOffer.For(fees, options.WithDeadlinePriority));
        var chainNonce = queued.Count == 0 || urgent is null
            ? 0
            : await client.GetNonceAsync(sender, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        foreach (var transaction in queued.Where(HasPlace))
        {
            if (!await dispatcher.MaySignAsync(transaction, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if ((IsUrgent(transaction) ? urgent : usual) is not { } offer)
            {
                await store.MarkWaitingAsync(transaction.Id, WaitingReason.GasCeiling, cancellationToken).ConfigureAwait(false);
            }
            else if (await EstimateAsync(transaction, isAlone: inFlight == 0, cancellationToken).ConfigureAwait(false) is { } limit)
            {
                await AdmitOneAsync(transaction, chainNonce, limit, offer, cancellationToken).ConfigureAwait(false);
                inFlight++;
            }
        }

        bool IsUrgent(StoredTransaction transaction) =>
            transaction.DeadlinePriorityFrom <= timeProvider.GetUtcNow() || (transaction.IsFiller && isUrgent);

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
            // Any error concerns only this transaction, and the others continue. An unavailable node concerns all of them.
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
        logger.LogWarning(
            "Transaction {Id} of {Sender} cannot be estimated ({Reason}): {Message}", transaction.Id, sender, reason, e.Message);
        var counts = isAlone || (transaction.FailingSince is { } since && timeProvider.GetUtcNow() - since >= options.BlameOthersFor);
        await (counts
            ? store.CountEstimateFailureAsync(transaction.Id, reason, e.RevertData, limit, cancellationToken)
            : store.MarkFailingAsync(transaction.Id, reason, cancellationToken)).ConfigureAwait(false);
    }
}
