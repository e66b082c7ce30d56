using System.Numerics;
using Paynode.Chain.Abi;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Escrow;

/// <summary>
/// One deployment of the escrow, with everything that can be computed without querying the chain: order ids, deposit
/// addresses and the payer's digests. Each equals what the contract's view of the same name returns.
/// </summary>
public sealed class EscrowContract
{
    private static readonly Bytes32 OrderTypeHash = Keccak256.Hash(
        "Order(uint256 chainId,address escrow,bytes32 orderRef,address token,uint256 amount,address payer,"
        + "address refundTo,uint64 deadline,uint16 protocolFeeBps,uint16 integratorFeeBps,address integrator,uint8 mode)");

    private static readonly Bytes32 ConfirmationTypeHash =
        Keccak256.Hash("Confirmation(bytes32 orderId,address provider,uint256 amount,uint256 remaining)");

    private static readonly AbiType OrderLayout = AbiType.Parse($"(bytes32,uint256,address,{EscrowTerms.AbiTuple})");
    private static readonly AbiType ConfirmationLayout = AbiType.Parse("(bytes32,bytes32,address,uint256,uint256)");

    private readonly Bytes32 _cloneCodeHash;
    private readonly Eip712Domain _domain;

    /// <summary>Identifies a deployment.</summary>
    /// <param name="chainId">The chain.</param>
    /// <param name="address">The escrow's address.</param>
    public EscrowContract(long chainId, Address address)
    {
        ChainId = chainId;
        Address = address;
        DepositImplementation = ContractAddress.OfCreate(address, nonce: 1);
        _cloneCodeHash = Keccak256.Hash(CloneInitCode(DepositImplementation));
        _domain = new Eip712Domain("Paynode Escrow", "1", chainId, address);
    }

    /// <summary>The chain.</summary>
    public long ChainId { get; }

    /// <summary>The escrow's address.</summary>
    public Address Address { get; }

    /// <summary>The code behind deposit addresses: the first contract that the escrow's constructor creates.</summary>
    public Address DepositImplementation { get; }

    /// <summary>The order's id in the escrow.</summary>
    /// <returns>The hash over type, chain, escrow and terms.</returns>
    public Bytes32 OrderIdOf(EscrowTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return Keccak256.Hash(AbiEncoder.Encode(
            OrderLayout, new object[] { OrderTypeHash, new BigInteger(ChainId), Address, terms.ToAbi() }));
    }

    /// <summary>The deposit address of one order.</summary>
    /// <param name="orderId">The order's id in the escrow.</param>
    /// <returns>The CREATE2 address of the order's clone.</returns>
    public Address DepositAddressOf(Bytes32 orderId) => ContractAddress.OfCreate2(Address, orderId, _cloneCodeHash);

    /// <summary>The digest that the payer signs to confirm a release.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="provider">The provider to be paid.</param>
    /// <param name="amount">The gross amount.</param>
    /// <param name="remaining">The amount held before the release, so that a signature can be used only once.</param>
    /// <returns>The EIP-712 digest.</returns>
    public Bytes32 ConfirmationDigest(Bytes32 orderId, Address provider, BigInteger amount, BigInteger remaining) =>
        _domain.Digest(Keccak256.Hash(AbiEncoder.Encode(
            ConfirmationLayout, new object[] { ConfirmationTypeHash, orderId, provider, amount, remaining })));

    // The init code of an EIP-1167 minimal proxy.
    private static byte[] CloneInitCode(Address implementation) =>
    [
        .. Hex.Decode("3d602d80600a3d3981f3363d3d373d3d3d363d73"), .. implementation.ToArray(),
        .. Hex.Decode("5af43d82803e903d91602b57fd5bf3"),
    ];
}
