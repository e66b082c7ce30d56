using Paynode.Chain.Abi;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>Common operations on a chain client.</summary>
public static class ChainClientExtensions
{
    /// <summary>Reads one receipt.</summary>
    /// <returns>The receipt, or null when the transaction is not mined.</returns>
    public static async Task<TransactionReceipt?> GetReceiptAsync(
        this IChainClient client, Bytes32 hash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        return (await client.GetReceiptsAsync([hash], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Reads the newest header.</summary>
    /// <exception cref="ChainRpcException">The node has no newest block, or cannot be reached.</exception>
    public static async Task<BlockHeader> GetHeadAsync(this IChainClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        return await client.GetBlockAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false)
            ?? throw new ChainRpcException(RpcErrorKind.Malformed, "The node has no newest block.");
    }

    /// <summary>Calls a view function at a block and decodes its return values.</summary>
    /// <returns>The return values.</returns>
    /// <exception cref="ChainRpcException">The call reverted, or its return cannot be decoded.</exception>
    public static async Task<object[]> ReadAsync(
        this IChainClient client, Address contract, AbiFunction function, object[] arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(function);
        var call = new CallRequest(contract, function.Encode(arguments));
        var data = await client.CallAsync(call, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        try
        {
            return function.DecodeReturn(data);
        }
        catch (FormatException e)
        {
            throw new ChainRpcException(RpcErrorKind.Malformed, $"{function.Signature} returned data that cannot be decoded.", e);
        }
    }
}
