using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using Azure.Core;

namespace Paynode.Routing.Tests.Connection;

/// <summary>Hands out tokens as Entra does: a new one every time, good for an hour, with the identity's object id in it.</summary>
internal sealed class FakeCredential(TimeProvider time) : TokenCredential
{
    public const string ObjectId = "6f1a2c1e-58f0-4d3f-9c55-0d6f5a2f9b11";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private int _number;

    /// <summary>The payload's claims.</summary>
    public string Claims { get; set; } = $$"""{"aud":"https://redis.azure.com","oid":"{{ObjectId}}"}""";

    /// <summary>What a request throws in place of an answer, once each.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = new();

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<string[]> Scopes { get; } = new();

    /// <summary>The token of the n-th request that was answered, from 0.</summary>
    public string Token(int number) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Claims))}.signature-{number}";

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes.Enqueue(requestContext.Scopes);
        return Faults.TryDequeue(out var fault)
            ? throw fault
            : new ValueTask<AccessToken>(new AccessToken(Token(_number++), time.GetUtcNow() + Lifetime));
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
