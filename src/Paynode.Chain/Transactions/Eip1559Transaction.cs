using System.Numerics;
using Nethereum.Model;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>A type-2 transaction before it is signed. All amounts are in wei.</summary>
/// <param name="ChainId">The chain the signature is bound to.</param>
/// <param name="Nonce">The sender's transaction number.</param>
/// <param name="MaxPriorityFeePerGas">The maximum tip to the block's builder, per gas.</param>
/// <param name="MaxFeePerGas">The maximum total fee per gas.</param>
/// <param name="GasLimit">The maximum gas that the execution may use.</param>
/// <param name="To">The recipient; null to create a contract.</param>
/// <param name="Value">The native currency to transfer.</param>
/// <param name="Data">The call data, or the init code.</param>
public sealed record Eip1559Transaction(
    long ChainId,
    long Nonce,
    BigInteger MaxPriorityFeePerGas,
    BigInteger MaxFeePerGas,
    long GasLimit,
    Address? To,
    BigInteger Value,
    byte[] Data)
{
    /// <summary>The digest that the sender signs.</summary>
    public Bytes32 SigningDigest() => Keccak256.Hash(Encodable().GetRLPEncodedRaw());

    /// <summary>Signs the transaction.</summary>
    /// <param name="signer">Holds the sender's key.</param>
    /// <param name="cancellationToken">Cancels the wait for a remote signer.</param>
    /// <returns>The bytes to send and their hash.</returns>
    public async ValueTask<SignedTransaction> SignAsync(ISigner signer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var proof = await signer.SignAsync(SigningDigest(), cancellationToken).ConfigureAwait(false);
        var transaction = Encodable();
        transaction.SetSignature(new Signature(
            Bytes32.FromBigInteger(proof.R).ToArray(), Bytes32.FromBigInteger(proof.S).ToArray(), [proof.RecoveryId]));
        var raw = transaction.GetRLPEncoded();
        return new SignedTransaction(Keccak256.Hash(raw), raw);
    }

    private Transaction1559 Encodable() => new(
        ChainId, Nonce, MaxPriorityFeePerGas, MaxFeePerGas, GasLimit,
        To is { } to ? Hex.Encode(to.ToArray()) : "", Value, Hex.Encode(Data), []);
}

/// <summary>A transaction ready to send.</summary>
/// <param name="Hash">The transaction hash on the chain.</param>
/// <param name="Raw">The signed bytes.</param>
public sealed record SignedTransaction(Bytes32 Hash, byte[] Raw);
