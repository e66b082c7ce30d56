using Paynode.Chain.Abi;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Escrow;

/// <summary>Reads the escrow's views.</summary>
public static class EscrowReader
{
    private static readonly AbiFunction ImplementationFunction = new("depositImplementation()", "(address)");
    private static readonly AbiFunction OperatorFunction = new("operator()", "(address)");
    private static readonly AbiFunction FeeFunction = new("protocolFeeBps()", "(uint16)");
    private static readonly AbiFunction FeeReceiverFunction = new("feeReceiver()", "(address)");

    private static readonly AbiFunction OrderFunction = new(
        "orderOf(bytes32)", "((uint8,address,uint256,address,address,uint64,uint16,uint16,address,uint8))");

    /// <summary>Verifies that the escrow exists at its address and computes deposit addresses as expected.</summary>
    /// <returns>A task that completes when the check has passed.</returns>
    /// <exception cref="InvalidOperationException">There is no such escrow at the address.</exception>
    public static async Task RequireAsync(IChainClient client, EscrowContract escrow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        try
        {
            var fields = await client.ReadAsync(escrow.Address, ImplementationFunction, [], cancellationToken).ConfigureAwait(false);
            if ((Address)fields[0] == escrow.DepositImplementation)
            {
                return;
            }
        }
        catch (ChainRpcException e) when (e.Kind is RpcErrorKind.Reverted or RpcErrorKind.Malformed)
        {
            throw new InvalidOperationException($"There is no escrow at {escrow.Address} on chain {escrow.ChainId}.", e);
        }

        throw new InvalidOperationException(
            $"The contract at {escrow.Address} on chain {escrow.ChainId} is a different version of the escrow.");
    }

    /// <summary>Reads the address that may release and refund.</summary>
    public static async Task<Address> OperatorAsync(IChainClient client, EscrowContract escrow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        return (Address)(await client.ReadAsync(escrow.Address, OperatorFunction, [], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Verifies that the escrow accepts releases and refunds from an address.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="escrow">The escrow.</param>
    /// <param name="signer">The signing address.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A task that completes when the check has passed.</returns>
    /// <exception cref="NotTheOperatorException">The escrow has a different operator.</exception>
    public static async Task RequireOperatorAsync(
        IChainClient client, EscrowContract escrow, Address signer, CancellationToken cancellationToken)
    {
        if (await OperatorAsync(client, escrow, cancellationToken).ConfigureAwait(false) is var named && named != signer)
        {
            throw new NotTheOperatorException(escrow, named, signer);
        }
    }

    /// <summary>Reads the protocol fee that the terms of new orders must contain.</summary>
    /// <returns>The fee in basis points.</returns>
    public static async Task<int> ProtocolFeeBpsAsync(IChainClient client, EscrowContract escrow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        var fields = await client.ReadAsync(escrow.Address, FeeFunction, [], cancellationToken).ConfigureAwait(false);
        return (int)(System.Numerics.BigInteger)fields[0];
    }

    /// <summary>Reads the recipient of protocol fees.</summary>
    public static async Task<Address> FeeReceiverAsync(IChainClient client, EscrowContract escrow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        return (Address)(await client.ReadAsync(escrow.Address, FeeReceiverFunction, [], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Reads what is held for an order.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="escrow">The escrow.</param>
    /// <param name="orderId">The order's id in the escrow.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The order as the contract stores it.</returns>
    public static async Task<EscrowOrder> OrderAsync(
        IChainClient client, EscrowContract escrow, Bytes32 orderId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        var fields = await client.ReadAsync(escrow.Address, OrderFunction, [orderId], cancellationToken).ConfigureAwait(false);
        return EscrowOrder.FromAbi((object[])fields[0]);
    }
}

/// <summary>The escrow accepts releases only from an address other than the signing one: no order can be settled.</summary>
/// <param name="escrow">The escrow.</param>
/// <param name="named">The operator configured in the escrow.</param>
/// <param name="signer">The signing address, which the escrow's admin would have to set as operator.</param>
public sealed class NotTheOperatorException(EscrowContract escrow, Address named, Address signer) : InvalidOperationException(
    $"The operator of escrow {escrow.Address} on chain {escrow.ChainId} is {named}, but the signing address is {signer}; "
    + $"the escrow's admin has to call setOperator({signer}).");
