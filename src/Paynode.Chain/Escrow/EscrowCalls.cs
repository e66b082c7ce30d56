using System.Numerics;
using Paynode.Chain.Abi;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>Call data for the escrow and for the tokens it uses.</summary>
public static class EscrowCalls
{
    internal static readonly AbiFunction LockFunction = new($"lock({EscrowTerms.AbiTuple})");
    internal static readonly AbiFunction CollectFunction = new($"collect({EscrowTerms.AbiTuple})");
    internal static readonly AbiFunction RecoverFunction = new($"recover({EscrowTerms.AbiTuple},address)");
    internal static readonly AbiFunction ReleaseFunction = new("release((bytes32,address,uint256,bytes)[])");
    internal static readonly AbiFunction RefundFunction = new("refund(bytes32[])");
    internal static readonly AbiFunction ApproveFunction = new("approve(address,uint256)", "(bool)");
    internal static readonly AbiFunction TransferFunction = new("transfer(address,uint256)", "(bool)");
    internal static readonly AbiFunction PauseFunction = new("pauseNewOrders()");
    internal static readonly AbiFunction WithdrawFunction = new("withdraw(address,address)");

    /// <summary>Stops the funding of new orders; only the admin can undo it.</summary>
    /// <returns>The call data.</returns>
    public static byte[] PauseNewOrders() => PauseFunction.Encode();

    /// <summary>Allows the escrow to pull an amount; sent to the token.</summary>
    /// <param name="spender">The escrow.</param>
    /// <param name="amount">The amount, in the token's smallest unit.</param>
    /// <returns>The call data.</returns>
    public static byte[] Approve(Address spender, BigInteger amount) => ApproveFunction.Encode(spender, amount);

    /// <summary>Transfers tokens; sent to the token.</summary>
    /// <param name="to">The recipient, such as an order's deposit address.</param>
    /// <param name="amount">The amount, in the token's smallest unit.</param>
    /// <returns>The call data.</returns>
    public static byte[] Transfer(Address to, BigInteger amount) => TransferFunction.Encode(to, amount);

    /// <summary>Funds an order from the caller, who has approved its amount.</summary>
    /// <returns>The call data.</returns>
    public static byte[] Lock(EscrowTerms terms) => LockFunction.Encode((object)Fields(terms));

    /// <summary>Moves an order's deposit into the escrow, or returns it.</summary>
    /// <returns>The call data.</returns>
    public static byte[] Collect(EscrowTerms terms) => CollectFunction.Encode((object)Fields(terms));

    /// <summary>Sends all of a token at an order's deposit address to the refund address.</summary>
    /// <param name="terms">The order.</param>
    /// <param name="token">The token; zero is native currency.</param>
    /// <returns>The call data.</returns>
    public static byte[] Recover(EscrowTerms terms, Address token) => RecoverFunction.Encode(Fields(terms), token);

    /// <summary>Releases locked funds to providers.</summary>
    /// <returns>The call data.</returns>
    public static byte[] Release(IEnumerable<EscrowRelease> releases) => ReleaseFunction.Encode(
        (object)releases.Select(object (r) => new object[] { r.OrderId, r.Provider, r.Amount, r.PayerSignature }).ToArray());

    /// <summary>Sends what is still held for orders to their refund addresses.</summary>
    /// <param name="orderIds">The orders' ids in the escrow.</param>
    /// <returns>The call data.</returns>
    public static byte[] Refund(IEnumerable<Bytes32> orderIds) =>
        RefundFunction.Encode((object)orderIds.Select(object (id) => id).ToArray());

    /// <summary>Pays an account the payouts that its token refused before.</summary>
    /// <returns>The call data.</returns>
    public static byte[] Withdraw(Address token, Address account) => WithdrawFunction.Encode(token, account);

    private static object[] Fields(EscrowTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.ToAbi();
    }
}

/// <summary>One release of one order's funds to one provider.</summary>
/// <param name="OrderId">The order's id in the escrow.</param>
/// <param name="Provider">Receives the amount less the fees.</param>
/// <param name="Amount">The gross amount, in the token's smallest unit.</param>
/// <param name="PayerSignature">In mode <see cref="ReleaseMode.Confirmed"/> the payer's signature; otherwise empty.</param>
public sealed record EscrowRelease(Bytes32 OrderId, Address Provider, BigInteger Amount, byte[] PayerSignature);
