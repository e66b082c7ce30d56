using Azure.Core;

namespace Paynode.Routing.Tests.Llm;

/// <summary>An identity whose tokens are counted, and which may be unable to sign in.</summary>
internal sealed class FakeIdentity : TokenCredential
{
    /// <summary>The scopes that tokens were asked for.</summary>
    public List<string> Asked { get; } = [];

    public bool Fails { get; set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (Fails)
        {
            throw new NotSignedIn();
        }

        Asked.Add(string.Join(' ', requestContext.Scopes));
        return new AccessToken($"token-{Asked.Count}", DateTimeOffset.UtcNow.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));

    /// <summary>What a credential throws when it cannot sign in: no kind of exception that the protocol knows.</summary>
    private sealed class NotSignedIn : Exception;
}
