using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>Estimates a transaction's gas limit, capped at what a block accepts. One instance serves one drive.</summary>
internal sealed class GasEstimator(IChainClient client, Address sender, TransactionSenderOptions options)
{
    private long? _most;

    /// <summary>The gas limit for a transaction in the current state.</summary>
    /// <returns>The estimate plus headroom, or the requested minimum when that is higher.</returns>
    /// <exception cref="ChainRpcException">The estimate failed, or it exceeds what a block can take.</exception>
    public async Task<long> LimitAsync(StoredTransaction transaction, CancellationToken cancellationToken)
    {
        var call = new CallRequest(transaction.To, transaction.Data, sender, transaction.Value);
        var gas = await client.EstimateGasAsync(call, cancellationToken).ConfigureAwait(false);
        var most = await MostAsync(cancellationToken).ConfigureAwait(false);
        return gas <= most
            ? Math.Min(Math.Max(gas + (gas * options.GasHeadroomPercent / 100), transaction.LeastGas), most)
            : throw new ChainRpcException(RpcErrorKind.Other, $"The estimate of {gas} gas is above the {most} that a transaction may use.");
    }

    /// <summary>The maximum gas of one transaction on this chain at present.</summary>
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
