using Azure.Core;
using Azure.Security.KeyVault.Keys;
using Azure.Security.KeyVault.Keys.Cryptography;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Functions.Azure;

/// <summary>Signs with a key that stays in the vault's HSM.</summary>
internal sealed class KeyVaultSigner : ISigner
{
    private readonly CryptographyClient _vault;

    private KeyVaultSigner(CryptographyClient vault, Address address) => (_vault, Address) = (vault, address);

    /// <inheritdoc/>
    public Address Address { get; }

    /// <summary>Opens a key on secp256k1.</summary>
    /// <param name="keyId">The key's identifier with its version: another version is another address.</param>
    /// <param name="credential">The app's identity, which may sign.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The key is of another kind.</exception>
    public static async Task<KeyVaultSigner> OpenAsync(Uri keyId, TokenCredential credential, CancellationToken cancellationToken)
    {
        var id = new KeyVaultKeyIdentifier(keyId);
        KeyVaultKey key = await new KeyClient(id.VaultUri, credential).GetKeyAsync(id.Name, id.Version, cancellationToken);
        return key.Key.CurveName == KeyCurveName.P256K && VaultKey.AddressOf(key.Key.X, key.Key.Y) is { } address
            ? new KeyVaultSigner(new CryptographyClient(keyId, credential), address)
            : throw new InvalidOperationException($"The key {keyId} is not of curve P-256K.");
    }

    /// <inheritdoc/>
    public async ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken)
    {
        var result = await _vault.SignAsync(SignatureAlgorithm.ES256K, digest.ToArray(), cancellationToken);
        return VaultKey.Complete(digest, result.Signature, Address);
    }
}
