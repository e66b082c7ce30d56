using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>Says how much gas a transaction may use, and never more than a block would take. Serves one drive.</summary>
internal sealed class GasEstimator(IChainClient client, Address sender, TransactionSenderOptions options)
{
    private long? _most;

    /// <summary>The limit for a transaction as things stand.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The estimate and its headroom, or the least that was asked for.</returns>
    /// <exception cref="ChainRpcException">There is no estimate, or it is of what no block can take.</exception>
    public async Task<long> LimitAsync(StoredTransaction transaction, CancellationToken cancellationToken)
    {
        var call = new CallRequest(transaction.To, transaction.Data, sender, transaction.Value);
        var gas = await client.EstimateGasAsync(call, cancellationToken).ConfigureAwait(false);
        var most = await MostAsync(cancellationToken).ConfigureAwait(false);
        return gas <= most
            ? Math.Min(Math.Max(gas + (gas * options.GasHeadroomPercent / 100), transaction.LeastGas), most)
            : throw new ChainRpcException(RpcErrorKind.Other, $"The estimate of {gas} gas is above the {most} that a transaction may use.");
    }

    /// <summary>What one transaction may use at most on this chain now.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The gas.</returns>
    public async Task<long> MostAsync(CancellationToken cancellationToken)
    {
        if (_most is null)
        {
            var head = await client.GetHeadAsync(cancellationToken).ConfigureAwait(false);
            _most = Math.Min(head.GasLimit ?? options.MaxGasLimit, options.MaxGasLimit);
        }

        return _most.Value;
    }
}
