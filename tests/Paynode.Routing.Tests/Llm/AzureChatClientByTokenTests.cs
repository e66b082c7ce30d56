using Paynode.Routing.Llm;

namespace Paynode.Routing.Tests.Llm;

/// <summary>
/// Azure OpenAI's client with tokens of an identity, as an app in Azure asks it: over TLS, with a certificate of the test's own
/// that the transport trusts.
/// </summary>
public sealed class AzureChatClientByTokenTests : ChatClientSuite, IAsyncLifetime
{
    private const string Scope = "https://cognitiveservices.azure.com/.default";

    private readonly FakeIdentity _identity = new();
    private readonly List<TlsFront> _fronts = [];

    /// <inheritdoc/>
    protected override string Authorization => "Bearer token-1";

    /// <inheritdoc/>
    protected override string Path => AzureChatClientByKeyTests.DeploymentPath;

    /// <inheritdoc/>
    protected override LlmConnection Connect(LlmScorerOptions options)
    {
        var front = new TlsFront(options.Endpoint);
        _fronts.Add(front);
        return LlmConnection.Open(options with { Endpoint = front.Endpoint, Key = null, IsAzureOpenAI = true }, _identity, front.Trusting());
    }

    [Fact]
    public async Task Tokens_are_asked_for_the_models_scope_alone()
    {
        await using var server = new FakeChatServer();
        server.Say(PromptContexts.Answer());

        await ScoreAsync(server);

        Assert.Equal([Scope], _identity.Asked);
    }

    [Fact]
    public async Task A_token_that_is_not_to_be_had_is_a_verdict()
    {
        await using var server = new FakeChatServer();
        _identity.Fails = true;

        Assert.Equal(LlmResult.Failed, (await ScoreAsync(server)).Result);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_token_does_not_leave_unencrypted()
    {
        await using var server = new FakeChatServer();
        server.Say(PromptContexts.Answer());
        var options = AzureChatClientByKeyTests.Resource(Options(server)) with { Key = null };
        using var scorer = new LlmScorer(options, LlmConnection.Open(options, _identity));

        Assert.Equal(LlmResult.Failed, (await scorer.ScoreAsync(PromptContexts.Of(1), default)).Result);
        Assert.Empty(server.Requests);
        Assert.Empty(_identity.Asked);
    }

    [Fact]
    public async Task Token_ForAServerWithAnUntrustedCertificate_IsNotSent()
    {
        await using var server = new FakeChatServer();
        server.Say(PromptContexts.Answer(("p1", 0.5, 0.5, 60)));
        await using var tls = new TlsFront(server.Endpoint);
        var options = Options(server) with { Endpoint = tls.Endpoint, Key = null, IsAzureOpenAI = true };
        using var scorer = new LlmScorer(options, LlmConnection.Open(options, _identity));

        Assert.Equal(LlmResult.Failed, (await scorer.ScoreAsync(PromptContexts.Of(1), default)).Result);
        Assert.Empty(server.Requests);
        Assert.NotEqual(0, tls.Connections);
    }

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var front in _fronts)
        {
            await front.DisposeAsync();
        }
    }
}
