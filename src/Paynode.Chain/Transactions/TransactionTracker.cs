using Microsoft.Extensions.Logging;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>Tracks transactions in flight until they have enough confirmations, and replaces those that are stuck.</summary>
internal sealed class TransactionTracker(
    IChainClient client,
    Address sender,
    TransactionStore store,
    TransactionDispatcher dispatcher,
    TransactionSenderOptions options,
    TimeProvider timeProvider,
    ILogger logger)
{
    private readonly GasEstimator _gas = new(client, sender, options);

    /// <summary>How many transactions became final.</summary>
    public int Finished { get; private set; }

    public async Task TrackAsync(IReadOnlyList<StoredTransaction> open, FeeData fees, CancellationToken cancellationToken)
    {
        if (open.Count == 0)
        {
            return;
        }

        var head = await client.GetHeadAsync(cancellationToken).ConfigureAwait(false);
        var nextNonce = await client.GetNonceAsync(sender, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        var receipts = await ReceiptsAsync(open, cancellationToken).ConfigureAwait(false);
        foreach (var transaction in open)
        {
            await TrackOneAsync(transaction, receipts, head, nextNonce, fees, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TrackOneAsync(
        StoredTransaction transaction,
        Dictionary<Bytes32, TransactionReceipt> receipts,
        BlockHeader head,
        long nextNonce,
        FeeData fees,
        CancellationToken cancellationToken)
    {
        var mined = transaction.Attempts.Select(a => receipts.GetValueOrDefault(a.Hash)).FirstOrDefault(r => r is not null);
        if (mined is not null)
        {
            await MinedAsync(transaction, mined, head, cancellationToken).ConfigureAwait(false);
        }
        else if (transaction.State == TransactionState.Mined)
        {
            logger.LogWarning("Transaction with nonce {Nonce} left the chain with its block and is sent again", transaction.Nonce);
            await store.MarkUnminedAsync(transaction.Id, cancellationToken).ConfigureAwait(false);
        }
        else if (nextNonce > transaction.Nonce)
        {
            await NonceUsedAsync(transaction, head, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await UnminedAsync(transaction, isNext: nextNonce == transaction.Nonce, fees, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Dictionary<Bytes32, TransactionReceipt>> ReceiptsAsync(
        IReadOnlyList<StoredTransaction> open, CancellationToken cancellationToken)
    {
        var hashes = open.SelectMany(t => t.Attempts).Select(a => a.Hash).ToArray();
        var receipts = await client.GetReceiptsAsync(hashes, cancellationToken).ConfigureAwait(false);
        return receipts.OfType<TransactionReceipt>().ToDictionary(r => r.TransactionHash);
    }

    private async Task MinedAsync(
        StoredTransaction transaction, TransactionReceipt receipt, BlockHeader head, CancellationToken cancellationToken)
    {
        var deep = head.Number - receipt.BlockNumber + 1 >= options.Confirmations;
        // A receipt can outlive its block in a node's cache; only the block on the chain counts.
        if (deep && await IsCanonicalAsync(receipt, head, cancellationToken).ConfigureAwait(false))
        {
            var state = receipt.Succeeded ? TransactionState.Succeeded : TransactionState.Reverted;
            var revertData = receipt.Succeeded
                ? null
                : await RevertDataAsync(transaction, receipt, cancellationToken).ConfigureAwait(false);
            Finished += await store.MarkMinedAsync(transaction.Id, receipt, state, revertData, cancellationToken).ConfigureAwait(false);
            ChainTelemetry.TransactionsFinal.Add(
                1,
                new KeyValuePair<string, object?>("chain.id", options.ChainId),
                new KeyValuePair<string, object?>("state", state.ToString()));
        }
        else if (transaction.State != TransactionState.Mined || transaction.BlockHash != receipt.BlockHash)
        {
            await store.MarkMinedAsync(transaction.Id, receipt, TransactionState.Mined, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsCanonicalAsync(TransactionReceipt receipt, BlockHeader head, CancellationToken cancellationToken)
    {
        var block = receipt.BlockNumber == head.Number
            ? head
            : await client.GetBlockAsync(BlockId.Number(receipt.BlockNumber), cancellationToken).ConfigureAwait(false);
        return block?.Hash == receipt.BlockHash;
    }

    // Best effort: repeats the call on the preceding block. Nodes without historical state answer with a different error.
    private async Task<byte[]?> RevertDataAsync(
        StoredTransaction transaction, TransactionReceipt receipt, CancellationToken cancellationToken)
    {
        try
        {
            var call = new CallRequest(transaction.To, transaction.Data, sender, transaction.Value);
            await client.CallAsync(call, BlockId.Number(receipt.BlockNumber - 1), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ChainRpcException e)
        {
            return e.Kind == RpcErrorKind.Reverted ? e.RevertData : null;
        }
    }

    // The nonce is used, but none of our receipts exists: either the node has not indexed it yet, or an external transaction
    // used the nonce. Ours gets another nonce only when that one has enough confirmations to be final.
    private async Task NonceUsedAsync(StoredTransaction transaction, BlockHeader head, CancellationToken cancellationToken)
    {
        var deepBlock = head.Number - options.Confirmations + 1;
        if (deepBlock < 0
            || await client.GetNonceAsync(sender, BlockId.Number(deepBlock), cancellationToken).ConfigureAwait(false) <= transaction.Nonce
            || await IsAnyKnownAsync(transaction, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        logger.LogWarning("Nonce {Nonce} was used by an external transaction; ours gets another", transaction.Nonce);
        await store.ReleaseNonceAsync(transaction.Id, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsAnyKnownAsync(StoredTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var attempt in transaction.Attempts)
        {
            if (await client.GetTransactionAsync(attempt.Hash, cancellationToken).ConfigureAwait(false) is not null
                || await client.GetReceiptAsync(attempt.Hash, cancellationToken).ConfigureAwait(false) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private async Task UnminedAsync(StoredTransaction transaction, bool isNext, FeeData fees, CancellationToken cancellationToken)
    {
        if (transaction.Newest is not { } newest)
        {
            await SignAgainAsync(transaction, FeeOffer.For(fees, options), cancellationToken).ConfigureAwait(false);
        }
        else if (newest.SentAt is { } sentAt && timeProvider.GetUtcNow() - sentAt < options.StuckAfter)
        {
            return;
        }
        else if (newest.Underpriced)
        {
            await SignAgainAsync(transaction, newest.Offer.Raise(fees, options), cancellationToken).ConfigureAwait(false);
        }
        else if (transaction.Waiting == WaitingReason.NodeRefuses
            && !await IsAnyKnownAsync(transaction, cancellationToken).ConfigureAwait(false))
        {
            await TryOtherTermsAsync(transaction, newest, fees, cancellationToken).ConfigureAwait(false);
        }
        else if (newest.Sends == 0 || !await IsWaitingInPoolAsync(newest, cancellationToken).ConfigureAwait(false))
        {
            await SendLostAsync(transaction, newest, fees, cancellationToken).ConfigureAwait(false);
        }
        else if (newest.SentAt is null)
        {
            // The send whose outcome was unknown did arrive.
            await store.MarkSentAsync(newest.Id, cancellationToken).ConfigureAwait(false);
        }
        else if (isNext)
        {
            ChainTelemetry.TransactionsReplaced.Add(1, new KeyValuePair<string, object?>("chain.id", options.ChainId));
            await SignAgainAsync(transaction, newest.Offer.Raise(fees, options), cancellationToken).ConfigureAwait(false);
        }
    }

    // Some nodes accept a transaction below the base fee and drop it silently, as often as it is sent.
    private Task SendLostAsync(StoredTransaction transaction, StoredAttempt newest, FeeData fees, CancellationToken cancellationToken) =>
        newest.Sends > 0 && newest.Offer.MaxFee < fees.BaseFeePerGas
            ? SignAgainAsync(transaction, newest.Offer.Raise(fees, options), cancellationToken)
            : dispatcher.SendAsync(transaction, newest, cancellationToken);

    // The nodes refuse what was signed, and later nonces wait for it. A gas limit or price that one faulty node supplied must
    // not persist: the same nonce is signed with current values, unless they are unchanged.
    private async Task TryOtherTermsAsync(
        StoredTransaction transaction, StoredAttempt newest, FeeData fees, CancellationToken cancellationToken)
    {
        var limit = await LimitNowAsync(transaction, cancellationToken).ConfigureAwait(false);
        var offer = FeeOffer.For(fees, options);
        if (limit == transaction.GasLimit && (offer is null || newest.Offer.MaxFee <= offer.MaxFee * 2))
        {
            await dispatcher.SendAsync(transaction, newest, cancellationToken).ConfigureAwait(false);
            return;
        }

        logger.LogWarning(
            "Nonce {Nonce} is refused with {Former} gas and signed again with {Limit}",
            transaction.Nonce, transaction.GasLimit, limit);
        await store.ChangeGasLimitAsync(transaction.Id, limit, cancellationToken).ConfigureAwait(false);
        await SignAgainAsync(transaction with { GasLimit = limit }, offer, cancellationToken).ConfigureAwait(false);
    }

    // If the estimate fails now, the limit is kept within what a block accepts: the nonce has to be used.
    private async Task<long> LimitNowAsync(StoredTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            return await _gas.LimitAsync(transaction, cancellationToken).ConfigureAwait(false);
        }
        catch (ChainRpcException)
        {
            return Math.Min(transaction.GasLimit!.Value, await _gas.MostAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<bool> IsWaitingInPoolAsync(StoredAttempt attempt, CancellationToken cancellationToken) =>
        await client.GetTransactionAsync(attempt.Hash, cancellationToken).ConfigureAwait(false) is not null;

    private Task SignAgainAsync(StoredTransaction transaction, FeeOffer? offer, CancellationToken cancellationToken) => offer is null
        ? store.MarkWaitingAsync(transaction.Id, WaitingReason.GasCeiling, cancellationToken)
        : dispatcher.SignAndSendAsync(transaction, offer, cancellationToken);
}
