using System.Numerics;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>
/// Sends one account's transactions and waits for each, without persistence: for deployments, tests and the demo. Anything
/// that has to survive a crash goes through the transaction sender.
/// </summary>
/// <param name="client">The chain.</param>
/// <param name="signer">The account's key.</param>
/// <param name="timeProvider">For the delay between receipt queries.</param>
public sealed class WalletClient(IChainClient client, ISigner signer, TimeProvider timeProvider)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The account.</summary>
    public Address Address => signer.Address;

    /// <summary>Signs and sends a transaction and waits until it is mined.</summary>
    /// <param name="to">The recipient; null to create a contract.</param>
    /// <param name="data">The call data or the init code.</param>
    /// <param name="value">The native currency to transfer, in wei.</param>
    /// <param name="cancellationToken">Cancels the wait; the transaction may still be mined.</param>
    /// <returns>The receipt of a transaction that succeeded.</returns>
    /// <exception cref="ChainRpcException">The node refused, or the execution was reverted.</exception>
    public async Task<TransactionReceipt> SendAsync(Address? to, byte[] data, BigInteger value, CancellationToken cancellationToken)
    {
        var hash = await SubmitAsync(to, data, value, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (await client.GetReceiptAsync(hash, cancellationToken).ConfigureAwait(false) is { } receipt)
            {
                return receipt.Succeeded ? receipt : throw new ChainRpcException(RpcErrorKind.Reverted, $"{hash} was reverted.");
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Signs and sends a transaction without waiting for it.</summary>
    /// <param name="to">The recipient; null to create a contract.</param>
    /// <param name="data">The call data or the init code.</param>
    /// <param name="value">The native currency to transfer, in wei.</param>
    /// <param name="cancellationToken">Cancels the wait for the node.</param>
    /// <returns>The transaction's hash.</returns>
    /// <exception cref="ChainRpcException">The node refused.</exception>
    public async Task<Bytes32> SubmitAsync(Address? to, byte[] data, BigInteger value, CancellationToken cancellationToken)
    {
        var gas = await client.EstimateGasAsync(new CallRequest(to, data, Address, value), cancellationToken).ConfigureAwait(false);
        var fees = await client.GetFeesAsync(cancellationToken).ConfigureAwait(false);
        var transaction = new Eip1559Transaction(
            await client.GetChainIdAsync(cancellationToken).ConfigureAwait(false),
            await client.GetNonceAsync(Address, BlockId.Pending, cancellationToken).ConfigureAwait(false),
            fees.PriorityFeePerGas,
            fees.MaxFeePerGas,
            gas + (gas / 5),
            to,
            value,
            data);
        var signed = await transaction.SignAsync(signer, cancellationToken).ConfigureAwait(false);
        await client.SendRawAsync(signed.Raw, cancellationToken).ConfigureAwait(false);
        return signed.Hash;
    }
}
