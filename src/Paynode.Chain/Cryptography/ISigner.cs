using Paynode.Chain.Primitives;

namespace Paynode.Chain.Cryptography;

/// <summary>Holds one key and signs digests with it. The key itself never leaves the signer.</summary>
public interface ISigner
{
    /// <summary>The address of the key.</summary>
    Address Address { get; }

    /// <summary>Signs a digest.</summary>
    /// <param name="digest">The 32 bytes to sign, as they are.</param>
    /// <param name="cancellationToken">Ends the wait, for signers across a network.</param>
    /// <returns>The signature in low-s form.</returns>
    ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken);
}
