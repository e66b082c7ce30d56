using Azure.Core;
using Microsoft.Extensions.Configuration;
using Paynode.Chain.Cryptography;

namespace Paynode.Functions.Azure;

/// <summary>The key that Paynode signs its transactions with.</summary>
internal static class OperatorKey
{
    /// <summary>Opens the configured key: in a vault, or, for development, in the settings themselves.</summary>
    /// <param name="configuration">
    /// With <c>PAYNODE_OPERATOR_KEY_ID</c> (the vault's identifier of the key, with its version) or <c>PAYNODE_OPERATOR_KEY</c>
    /// (hexadecimal).
    /// </param>
    /// <param name="credential">The app's identity, which may sign with the vault's key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">Neither is set, or the vault's key is of another curve.</exception>
    public static async Task<ISigner> OpenAsync(
        IConfiguration configuration, TokenCredential credential, CancellationToken cancellationToken) =>
        configuration["PAYNODE_OPERATOR_KEY_ID"] is { Length: > 0 } keyId
            ? await KeyVaultSigner.OpenAsync(new VaultClient(credential, new VaultClientOptions()), new Uri(keyId), cancellationToken)
            : LocalKeySigner.FromHex(Setting.Required(configuration, "PAYNODE_OPERATOR_KEY"));
}
