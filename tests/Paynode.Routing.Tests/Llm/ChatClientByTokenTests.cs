using System.ClientModel;
using System.ClientModel.Primitives;
using Paynode.Routing.Llm;

namespace Paynode.Routing.Tests.Llm;

/// <summary>
/// With tokens of an identity, as the cloud's runtime asks Azure OpenAI. No token goes over plain HTTP, so the client speaks
/// HTTPS, and only its last handler leaves the encryption out.
/// </summary>
public sealed class ChatClientByTokenTests : ChatClientSuite
{
    private const string Scope = "https://cognitiveservices.azure.com/.default";

    private readonly Identity _identity = new();

    /// <inheritdoc/>
    protected override string Authorization => "Bearer token-1";

    /// <inheritdoc/>
    protected override LlmConnection Connect(LlmScorerOptions options) => LlmConnection.ByToken(
        options with { Endpoint = new UriBuilder(options.Endpoint) { Scheme = Uri.UriSchemeHttps }.Uri },
        _identity, Scope, new Unencrypted());

    [Fact]
    public async Task Tokens_are_asked_for_the_models_scope_alone()
    {
        await using var server = new FakeChatServer();
        server.Say(Briefings.Answer());

        await ScoreAsync(server);

        Assert.Equal([Scope], _identity.Asked);
    }

    [Fact]
    public async Task A_token_that_is_not_to_be_had_is_a_verdict()
    {
        await using var server = new FakeChatServer();
        _identity.Fails = true;

        Assert.Equal(LlmVerdict.Failed, (await ScoreAsync(server)).Verdict);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_token_does_not_leave_unencrypted()
    {
        await using var server = new FakeChatServer();
        server.Say(Briefings.Answer());
        var options = Options(server);
        using var scorer = new LlmScorer(options, LlmConnection.ByToken(options, _identity, Scope));

        Assert.Empty((await scorer.ScoreAsync(Briefings.Of(1), default)).Opinions);
        Assert.Empty(server.Requests);
    }

    private sealed class Unencrypted() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = Uri.UriSchemeHttp }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Identity : AuthenticationTokenProvider
    {
        public List<string> Asked { get; } = [];

        public bool Fails { get; set; }

        public override GetTokenOptions CreateTokenOptions(IReadOnlyDictionary<string, object> properties) => new(properties);

        public override AuthenticationToken GetToken(GetTokenOptions options, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new NotSignedIn();
            }

            var scopes = (ReadOnlyMemory<string>)options.Properties[GetTokenOptions.ScopesPropertyName];
            Asked.Add(string.Join(' ', scopes.ToArray()));
            return new AuthenticationToken($"token-{Asked.Count}", "Bearer", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AuthenticationToken> GetTokenAsync(GetTokenOptions options, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(options, cancellationToken));
    }

    /// <summary>What a credential throws when it cannot sign in: no kind of exception that the protocol knows.</summary>
    private sealed class NotSignedIn : Exception;
}
