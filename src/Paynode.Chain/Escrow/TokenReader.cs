using System.Numerics;
using Paynode.Chain.Abi;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Escrow;

/// <summary>Reads tokens' properties, balances and allowances.</summary>
public static class TokenReader
{
    private static readonly AbiFunction DecimalsFunction = new("decimals()", "(uint8)");
    private static readonly AbiFunction NameFunction = new("name()", "(string)");
    private static readonly AbiFunction VersionFunction = new("version()", "(string)");
    private static readonly AbiFunction SeparatorFunction = new("DOMAIN_SEPARATOR()", "(bytes32)");
    private static readonly AbiFunction BalanceFunction = new("balanceOf(address)", "(uint256)");
    private static readonly AbiFunction AllowanceFunction = new("allowance(address,address)", "(uint256)");

    /// <summary>Reads a token's decimals and signing domain.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="chainId">The chain's id.</param>
    /// <param name="symbol">The configured symbol.</param>
    /// <param name="token">The contract.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ChainRpcException">There is no token at the address.</exception>
    public static async Task<TokenInfo> ReadAsync(
        IChainClient client, long chainId, string symbol, Address token, CancellationToken cancellationToken)
    {
        var decimals = (BigInteger)(await client.ReadAsync(token, DecimalsFunction, [], cancellationToken).ConfigureAwait(false))[0];
        var domain = await DomainAsync(client, chainId, token, cancellationToken).ConfigureAwait(false);
        return new TokenInfo(symbol, token, (int)decimals, domain);
    }

    /// <summary>Reads an account's token balance.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="token">The token.</param>
    /// <param name="account">The account, such as an order's deposit address.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The balance, in the token's smallest unit.</returns>
    public static async Task<BigInteger> BalanceAsync(
        IChainClient client, Address token, Address account, CancellationToken cancellationToken) =>
        (BigInteger)(await client.ReadAsync(token, BalanceFunction, [account], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Reads an account's token balance at a block.</summary>
    /// <returns>The balance, in the token's smallest unit.</returns>
    public static async Task<BigInteger> BalanceAsync(
        IChainClient client, Address token, Address account, BlockId block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var call = new CallRequest(token, BalanceFunction.Encode(account));
        var data = await client.CallAsync(call, block, cancellationToken).ConfigureAwait(false);
        return (BigInteger)BalanceFunction.DecodeReturn(data)[0];
    }

    /// <summary>Reads how much of an owner's tokens a spender may transfer.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="token">The token.</param>
    /// <param name="owner">The owner of the tokens.</param>
    /// <param name="spender">The account that may transfer them.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The allowance, in the token's smallest unit.</returns>
    public static async Task<BigInteger> AllowanceAsync(
        IChainClient client, Address token, Address owner, Address spender, CancellationToken cancellationToken) =>
        (BigInteger)(await client.ReadAsync(token, AllowanceFunction, [owner, spender], cancellationToken).ConfigureAwait(false))[0];

    // Few tokens have a getter for their version. A domain is used only when it hashes to the token's own separator.
    private static async Task<Eip712Domain?> DomainAsync(
        IChainClient client, long chainId, Address token, CancellationToken cancellationToken)
    {
        if (await TryReadAsync(client, token, SeparatorFunction, cancellationToken).ConfigureAwait(false) is not Bytes32 separator
            || await TryReadAsync(client, token, NameFunction, cancellationToken).ConfigureAwait(false) is not string name)
        {
            return null;
        }

        var version = await TryReadAsync(client, token, VersionFunction, cancellationToken).ConfigureAwait(false) as string;
        return new[] { version, "1", "2" }
            .OfType<string>()
            .Select(v => new Eip712Domain(name, v, chainId, token))
            .FirstOrDefault(domain => domain.Separator() == separator);
    }

    private static async Task<object?> TryReadAsync(
        IChainClient client, Address token, AbiFunction function, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.ReadAsync(token, function, [], cancellationToken).ConfigureAwait(false))[0];
        }
        catch (ChainRpcException e) when (e.Kind is RpcErrorKind.Reverted or RpcErrorKind.Malformed)
        {
            return null;
        }
    }
}

/// <summary>A token, as read from the chain.</summary>
/// <param name="Symbol">The configured symbol.</param>
/// <param name="Address">The contract.</param>
/// <param name="Decimals">The number of decimals of its amounts.</param>
/// <param name="SigningDomain">The EIP-712 domain of its permits and authorizations; null when it supports none.</param>
public sealed record TokenInfo(string Symbol, Address Address, int Decimals, Eip712Domain? SigningDomain);
