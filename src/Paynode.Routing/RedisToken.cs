using System.Buffers.Text;
using System.Text.Json;
using Azure.Core;

namespace Paynode.Routing;

/// <summary>An Entra token as Redis takes it.</summary>
/// <param name="User">Redis' user name: the identity's object id, which the token carries.</param>
/// <param name="Password">The token itself.</param>
/// <param name="RenewAt">When to ask for the next.</param>
internal sealed record RedisToken(string User, string Password, DateTimeOffset RenewAt)
{
    /// <summary>
    /// How long before its end a token is renewed when it does not say itself. The service asks for three minutes; credentials
    /// keep handing out the same token until five before its end, and are asked again and again from here on.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    private static readonly TokenRequestContext Scope = new(["https://redis.azure.com/.default"]);

    /// <summary>Asks the credential for a token.</summary>
    /// <exception cref="FormatException">It gave one that is no Entra token.</exception>
    public static async Task<RedisToken> RequestAsync(TokenCredential credential, CancellationToken ct)
    {
        var token = await credential.GetTokenAsync(Scope, ct);
        return new RedisToken(ObjectId(token.Token), token.Token, token.RefreshOn ?? token.ExpiresOn - Margin);
    }

    /// <summary>The claim "oid" of a token. The token is not checked: Redis does that.</summary>
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

        throw new FormatException("The credential's token does not say whose it is: it has no claim oid.");
    }
}
