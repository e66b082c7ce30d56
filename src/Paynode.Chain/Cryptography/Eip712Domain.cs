using System.Numerics;
using Paynode.Chain.Abi;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Cryptography;

/// <summary>The domain of EIP-712 signatures: they are valid for one contract, on one chain, in one version.</summary>
/// <param name="Name">The signing domain's readable name.</param>
/// <param name="Version">Its version.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="VerifyingContract">The contract that checks the signature.</param>
public sealed record Eip712Domain(string Name, string Version, long ChainId, Address VerifyingContract)
{
    private static readonly Bytes32 TypeHash =
        Keccak256.Hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    private static readonly AbiType Layout = AbiType.Parse("(bytes32,bytes32,bytes32,uint256,address)");

    /// <summary>The domain separator.</summary>
    /// <returns>The hash of the domain struct.</returns>
    public Bytes32 Separator() => Keccak256.Hash(AbiEncoder.Encode(
        Layout,
        new object[] { TypeHash, Keccak256.Hash(Name), Keccak256.Hash(Version), new BigInteger(ChainId), VerifyingContract }));

    /// <summary>The digest a wallet signs for a message of this domain.</summary>
    /// <param name="structHash">The message's <c>hashStruct</c>.</param>
    public Bytes32 Digest(Bytes32 structHash) =>
        Keccak256.Hash([0x19, 0x01, .. Separator().ToArray(), .. structHash.ToArray()]);
}
