using Microsoft.Extensions.Logging;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>Signs, stores and sends, in this order.</summary>
internal sealed class TransactionDispatcher(
    IChainClient client, ISigner signer, TransactionSeal seal, TransactionStore store, TransactionSenderOptions options, ILogger logger)
{
    /// <summary>How many signed transactions this drive sent to the node.</summary>
    public int Sent { get; private set; }

    /// <summary>Whether a stored transaction may be signed. Otherwise it is marked and logged.</summary>
    public async Task<bool> MaySignAsync(StoredTransaction transaction, CancellationToken cancellationToken)
    {
        if (seal.Fits(options.ChainId, signer.Address, transaction))
        {
            return true;
        }

        // Logged once rather than with every drive: the row waits for an operator.
        var isNew = await (transaction.Nonce is null
            ? store.MarkFailingAsync(transaction.Id, WaitingReason.Unsealed, cancellationToken)
            : store.MarkWaitingAsync(transaction.Id, WaitingReason.Unsealed, cancellationToken)).ConfigureAwait(false) > 0;
        if (isNew)
        {
            logger.LogCritical(
                "Transaction {Id} ({Key}) of {Sender} to {Recipient} on chain {ChainId} is not what Paynode requested, "
                + "or was changed in the database: it is not signed",
                transaction.Id, transaction.Key, signer.Address, transaction.To, options.ChainId);
        }

        return false;
    }

    /// <summary>Signs a transaction that has its nonce, stores the bytes, and sends them. A modified one is not signed.</summary>
    public async Task SignAndSendAsync(StoredTransaction transaction, FeeOffer offer, CancellationToken cancellationToken)
    {
        if (!await MaySignAsync(transaction, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var unsigned = new Eip1559Transaction(
            options.ChainId,
            transaction.Nonce!.Value,
            offer.PriorityFee,
            offer.MaxFee,
            transaction.GasLimit!.Value,
            transaction.To,
            transaction.Value,
            transaction.Data);
        var signed = await unsigned.SignAsync(signer, cancellationToken).ConfigureAwait(false);
        var attempt = await store.AddAttemptAsync(transaction.Id, unsigned.Nonce, signed, offer, cancellationToken).ConfigureAwait(false);
        await SendAsync(transaction, attempt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends stored bytes to the node. An unknown outcome remains unknown until the hash is looked up.</summary>
    public async Task SendAsync(StoredTransaction transaction, StoredAttempt attempt, CancellationToken cancellationToken)
    {
        await store.MarkSendingAsync(attempt.Id, cancellationToken).ConfigureAwait(false);
        try
        {
            Sent++;
            ChainTelemetry.TransactionsSent.Add(1, new KeyValuePair<string, object?>("chain.id", options.ChainId));
            await client.SendRawAsync(attempt.Raw, cancellationToken).ConfigureAwait(false);
            await AcceptedAsync(transaction, attempt, cancellationToken).ConfigureAwait(false);
        }
        catch (ChainRpcException e)
        {
            logger.LogInformation("Transaction {Hash}: the node answered {Kind}", attempt.Hash, e.Kind);
            await RefusedAsync(transaction, attempt, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RefusedAsync(
        StoredTransaction transaction, StoredAttempt attempt, ChainRpcException e, CancellationToken cancellationToken)
    {
        switch (e.Kind)
        {
            // After "nonce too low" either this transaction is mined or its nonce was used by another; tracking determines which.
            case RpcErrorKind.AlreadyKnown or RpcErrorKind.NonceTooLow:
                await AcceptedAsync(transaction, attempt, cancellationToken).ConfigureAwait(false);
                break;
            case RpcErrorKind.ReplacementUnderpriced:
                await store.MarkUnderpricedAsync(attempt.Id, isInPool: true, cancellationToken).ConfigureAwait(false);
                break;
            case RpcErrorKind.FeeTooLow:
                await store.MarkUnderpricedAsync(attempt.Id, isInPool: false, cancellationToken).ConfigureAwait(false);
                break;
            case RpcErrorKind.InsufficientFunds:
                await store.MarkWaitingAsync(transaction.Id, WaitingReason.InsufficientFunds, cancellationToken).ConfigureAwait(false);
                break;
            case var _ when e.IsOutcomeUnknown:
                break;
            default:
                await store.MarkWaitingAsync(transaction.Id, WaitingReason.NodeRefuses, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task AcceptedAsync(StoredTransaction transaction, StoredAttempt attempt, CancellationToken cancellationToken)
    {
        await store.MarkSentAsync(attempt.Id, cancellationToken).ConfigureAwait(false);
        await store.MarkWaitingAsync(transaction.Id, null, cancellationToken).ConfigureAwait(false);
    }
}
