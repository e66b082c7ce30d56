using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Functions.Azure;

/// <summary>Signs with a key that never leaves the vault's HSM.</summary>
internal sealed class KeyVaultSigner : ISigner
{
    private readonly VaultClient _vault;
    private readonly Uri _keyId;

    private KeyVaultSigner(VaultClient vault, Uri keyId, Address address) => (_vault, _keyId, Address) = (vault, keyId, address);

    /// <inheritdoc/>
    public Address Address { get; }

    /// <summary>Opens a key on secp256k1.</summary>
    /// <param name="vault">Calls the vault.</param>
    /// <param name="keyId">The key's identifier with its version: another version is another address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The key is of another kind.</exception>
    public static async Task<KeyVaultSigner> OpenAsync(VaultClient vault, Uri keyId, CancellationToken cancellationToken)
    {
        var key = await vault.GetKeyAsync(keyId, cancellationToken);
        return key is { Curve: VaultClient.Curve } && VaultKey.AddressOf(key.X, key.Y) is { } address
            ? new KeyVaultSigner(vault, keyId, address)
            : throw new InvalidOperationException($"The key {keyId} is not of curve {VaultClient.Curve}.");
    }

    /// <inheritdoc/>
    public async ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken) =>
        VaultKey.Complete(digest, await _vault.SignAsync(_keyId, digest.ToArray(), cancellationToken), Address);
}
