using System.Numerics;
using Paynode.Chain.Abi;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Escrow;

/// <summary>An escrow and a test token on a development chain.</summary>
/// <param name="Contract">The escrow.</param>
/// <param name="Token">The test token, with six decimals; anyone can mint it.</param>
/// <param name="BlockNumber">The block in which the escrow was created, where its indexer starts.</param>
public sealed record EscrowDeployment(EscrowContract Contract, Address Token, long BlockNumber)
{
    private static readonly AbiType EscrowConstructor = AbiType.Parse("(address,address,address,uint16,address[])");
    private static readonly AbiFunction MintFunction = new("mint(address,uint256)");

    /// <summary>Creates the token and the escrow.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="deployer">Pays for the deployment and becomes the escrow's admin.</param>
    /// <param name="operatorAddress">May release, and refund before deadlines.</param>
    /// <param name="feeReceiver">Receives protocol fees.</param>
    /// <param name="protocolFeeBps">The protocol's fee, at most 100 basis points.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ChainRpcException">The node refused, or a constructor was reverted.</exception>
    public static async Task<EscrowDeployment> DeployAsync(
        IChainClient client,
        WalletClient deployer,
        Address operatorAddress,
        Address feeReceiver,
        int protocolFeeBps,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(deployer);
        var token = await CreateAsync(deployer, ContractArtifact.TestUsd.InitCode, cancellationToken).ConfigureAwait(false);
        var arguments = new object[]
        {
            deployer.Address, operatorAddress, feeReceiver, new BigInteger(protocolFeeBps),
            new object[] { token.ContractAddress!.Value },
        };
        byte[] initCode = [.. ContractArtifact.PaynodeEscrow.InitCode, .. AbiEncoder.Encode(EscrowConstructor, arguments)];
        var escrow = await CreateAsync(deployer, initCode, cancellationToken).ConfigureAwait(false);
        var chainId = await client.GetChainIdAsync(cancellationToken).ConfigureAwait(false);
        return new EscrowDeployment(
            new EscrowContract(chainId, escrow.ContractAddress!.Value), token.ContractAddress.Value, escrow.BlockNumber);
    }

    /// <summary>Call data that mints test dollars; sent to the token.</summary>
    /// <param name="to">The recipient.</param>
    /// <param name="amountMinor">The amount in millionths of a dollar.</param>
    /// <returns>The call data.</returns>
    public static byte[] Mint(Address to, BigInteger amountMinor) => MintFunction.Encode(to, amountMinor);

    private static Task<TransactionReceipt> CreateAsync(WalletClient deployer, byte[] initCode, CancellationToken cancellationToken) =>
        deployer.SendAsync(null, initCode, BigInteger.Zero, cancellationToken);
}
