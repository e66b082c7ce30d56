using Nethereum.Util;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>Computes the addresses of contracts before they are created.</summary>
public static class ContractAddress
{
    /// <summary>The address of the contract that an account creates with a nonce.</summary>
    /// <param name="creator">The account.</param>
    /// <param name="nonce">The nonce it creates with.</param>
    public static Address OfCreate(Address creator, long nonce) =>
        Address.Parse(ContractUtils.CalculateContractAddress(Hex.Encode(creator.ToArray()), nonce));

    /// <summary>The address of the contract that an account creates with a salt (EIP-1014).</summary>
    /// <param name="creator">The account.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="initCodeHash">The hash of the init code.</param>
    public static Address OfCreate2(Address creator, Bytes32 salt, Bytes32 initCodeHash) =>
        new(Keccak256.Hash([0xff, .. creator.ToArray(), .. salt.ToArray(), .. initCodeHash.ToArray()]).ToArray().AsSpan(12));
}
