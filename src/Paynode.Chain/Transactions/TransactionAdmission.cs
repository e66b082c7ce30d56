using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>Lets queued transactions onto their way: estimates their gas, gives them nonces, and sends them.</summary>
internal sealed class TransactionAdmission(
    IChainClient client, Address sender, TransactionStore store, TransactionDispatcher dispatcher, TransactionSenderOptions options)
{
    /// <summary>Admits as many as there is room for, and a filler in any case: others wait for it.</summary>
    /// <param name="inFlight">How many are on their way.</param>
    /// <param name="fees">What inclusion costs now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AdmitAsync(int inFlight, FeeData fees, CancellationToken cancellationToken)
    {
        var room = options.MaxInFlight - inFlight;
        var first = await store.LoadAsync(["queued"], "is_filler DESC, estimate_failures, id", Math.Max(room, 1), cancellationToken)
            .ConfigureAwait(false);
        var queued = first.Where((t, i) => i < room || t.IsFiller).ToArray();
        var offer = FeeOffer.For(fees, options);
        var chainNonce = queued.Length == 0 || offer is null
            ? 0
            : await client.GetNonceAsync(sender, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        foreach (var transaction in queued)
        {
            if (offer is null)
            {
                await store.MarkWaitingAsync(transaction.Id, WaitingReason.GasCeiling, cancellationToken).ConfigureAwait(false);
            }
            else if (await EstimateAsync(transaction, isAlone: inFlight == 0, cancellationToken).ConfigureAwait(false) is { } gas)
            {
                await AdmitOneAsync(transaction, chainNonce, gas, offer, cancellationToken).ConfigureAwait(false);
                inFlight++;
            }
        }
    }

    private async Task AdmitOneAsync(
        StoredTransaction transaction, long chainNonce, long gas, FeeOffer offer, CancellationToken cancellationToken)
    {
        var limit = gas + (gas * options.GasHeadroomPercent / 100);
        var nonce = await store.ReserveNonceAsync(transaction.Id, chainNonce, limit, cancellationToken).ConfigureAwait(false);
        if (nonce is not null)
        {
            var admitted = transaction with { Nonce = nonce, GasLimit = limit, State = TransactionState.Pending };
            await dispatcher.SignAndSendAsync(admitted, offer, cancellationToken).ConfigureAwait(false);
        }
    }

    // While others are on their way a revert may be due to them not being mined yet, so it does not count.
    private async Task<long?> EstimateAsync(StoredTransaction transaction, bool isAlone, CancellationToken cancellationToken)
    {
        try
        {
            var call = new CallRequest(transaction.To, transaction.Data, sender, transaction.Value);
            return await client.EstimateGasAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (ChainRpcException e) when (e.Kind == RpcErrorKind.Reverted)
        {
            await (isAlone
                ? store.CountEstimateFailureAsync(transaction.Id, e.RevertData, options.MaxEstimateFailures, cancellationToken)
                : store.MarkWaitingAsync(transaction.Id, WaitingReason.WouldRevert, cancellationToken)).ConfigureAwait(false);
            return null;
        }
        catch (ChainRpcException e) when (e.Kind == RpcErrorKind.InsufficientFunds)
        {
            await store.MarkWaitingAsync(transaction.Id, WaitingReason.InsufficientFunds, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }
}
