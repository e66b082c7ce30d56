using System.Buffers.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Paynode.Functions.Azure;

/// <summary>
/// The two calls of a vault's key API that are needed: the public key, and a signature. Built on Azure.Core's pipeline, because
/// <c>Azure.Security.KeyVault.Keys</c> is not available here; retries, timeouts and telemetry are the pipeline's.
/// </summary>
/// <remarks>Protocol: Key Vault REST API 7.4, <i>Get Key</i> and <i>Sign</i>.</remarks>
internal sealed class VaultClient(TokenCredential credential, VaultClientOptions options)
{
    /// <summary>The vault's name of secp256k1.</summary>
    public const string Curve = "P-256K";

    private const string ApiVersion = "7.4";

    /// <summary>ECDSA on secp256k1 over a digest of SHA-256's length.</summary>
    private const string Algorithm = "ES256K";

    /// <summary>A key on secp256k1; null for values that other kinds of keys do not have.</summary>
    /// <param name="Curve">The curve's name.</param>
    /// <param name="X">The public key's x coordinate, big-endian.</param>
    /// <param name="Y">The public key's y coordinate, big-endian.</param>
    public sealed record PublicKey(string? Curve, byte[]? X, byte[]? Y);

    /// <summary>Reads a key's public part.</summary>
    /// <param name="keyId">The key's identifier: https://{vault}/keys/{name}/{version}.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RequestFailedException">The vault refused.</exception>
    /// <exception cref="InvalidOperationException">The response is malformed.</exception>
    public async Task<PublicKey> GetKeyAsync(Uri keyId, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(keyId, RequestMethod.Get, "", body: null, cancellationToken);
        return answer.RootElement.TryGetProperty("key", out var key)
            ? new PublicKey(Text(key, "crv"), Bytes(key, "x"), Bytes(key, "y"))
            : throw Malformed(keyId);
    }

    /// <summary>Signs a digest.</summary>
    /// <param name="keyId">The key's identifier, with its version.</param>
    /// <param name="digest">Thirty-two bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>r and s, thirty-two bytes each (RFC 7518, 3.4).</returns>
    /// <exception cref="RequestFailedException">The vault refused.</exception>
    /// <exception cref="InvalidOperationException">The response is malformed.</exception>
    public async Task<byte[]> SignAsync(Uri keyId, byte[] digest, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { alg = Algorithm, value = Base64Url.EncodeToString(digest) });
        using var answer = await CallAsync(keyId, RequestMethod.Post, "/sign", body, cancellationToken);
        return Bytes(answer.RootElement, "value") ?? throw Malformed(keyId);
    }

    private async Task<JsonDocument> CallAsync(
        Uri keyId, RequestMethod method, string operation, byte[]? body, CancellationToken cancellationToken)
    {
        var pipeline = HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, ScopeOf(keyId)));
        using var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri($"{keyId.GetLeftPart(UriPartial.Path)}{operation}?api-version={ApiVersion}"));
        message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
        if (body is not null)
        {
            message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
            message.Request.Content = RequestContent.Create(body);
        }

        await pipeline.SendAsync(message, cancellationToken);
        if (message.Response.IsError)
        {
            throw new RequestFailedException(message.Response);
        }

        try
        {
            return JsonDocument.Parse(message.Response.Content);
        }
        catch (JsonException)
        {
            throw Malformed(keyId);
        }
    }

    /// <summary>Tokens apply to all vaults of a cloud: the part of the host after the vault's name, such as vault.azure.net.</summary>
    private static string ScopeOf(Uri keyId) => $"https://{keyId.Host[(keyId.Host.IndexOf('.', StringComparison.Ordinal) + 1)..]}/.default";

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement from, string name)
    {
        try
        {
            return Text(from, name) is { } text ? Base64Url.DecodeFromChars(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static InvalidOperationException Malformed(Uri keyId) => new($"The vault's response for {keyId} is malformed.");
}

/// <summary>How the vault is called: the pipeline's transport, retries and diagnostics.</summary>
internal sealed class VaultClientOptions : ClientOptions;
