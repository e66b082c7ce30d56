using System.Buffers.Text;
using System.Text.Json;
using Azure.Core;

namespace Paynode.Routing;

/// <summary>An Entra token as credentials for Redis.</summary>
/// <param name="User">Redis' user name: the identity's object id, which the token contains.</param>
/// <param name="Password">The token itself.</param>
/// <param name="RenewAt">When to request the next one.</param>
internal sealed record RedisToken(string User, string Password, DateTimeOffset RenewAt)
{
    /// <summary>
    /// How long before its expiry a token is renewed when it does not specify that itself. The service recommends three
    /// minutes; credentials return the same token until five minutes before its expiry, and from here on it is requested
    /// repeatedly.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    private static readonly TokenRequestContext Scope = new(["https://redis.azure.com/.default"]);

    /// <summary>Requests a token from the credential.</summary>
    /// <exception cref="FormatException">The credential returned something that is not an Entra token.</exception>
    public static async Task<RedisToken> RequestAsync(TokenCredential credential, CancellationToken cancellationToken)
    {
        var token = await credential.GetTokenAsync(Scope, cancellationToken);
        return new RedisToken(ObjectId(token.Token), token.Token, token.RefreshOn ?? token.ExpiresOn - Margin);
    }

    /// <summary>The "oid" claim of a token. The token is not validated here: Redis does that.</summary>
    private static string ObjectId(string token)
    {
        if (token.Split('.') is [_, var payload, _] && Base64Url.IsValid(payload))
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            if (claims.RootElement.TryGetProperty("oid", out var objectId) && objectId.GetString() is { Length: > 0 } user)
            {
                return user;
            }
        }

        throw new FormatException("The credential's token has no claim 'oid'.");
    }
}
