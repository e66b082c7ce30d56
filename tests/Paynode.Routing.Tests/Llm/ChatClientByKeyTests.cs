using Paynode.Routing.Llm;

namespace Paynode.Routing.Tests.Llm;

/// <summary>OpenAI's client with a key, as any service is asked that speaks its protocol.</summary>
public sealed class ChatClientByKeyTests : ChatClientSuite
{
    /// <summary>The key.</summary>
    public const string Key = "sk-test-0123456789abcdef";

    /// <inheritdoc/>
    protected override string Authorization => $"Bearer {Key}";

    /// <inheritdoc/>
    protected override string Path => "/v1/chat/completions";

    /// <inheritdoc/>
    protected override LlmConnection Connect(LlmScorerOptions options) => LlmConnection.Open(options);

    [Fact]
    public async Task Token_ForAServiceThatIsNotAzures_IsNeverAskedFor()
    {
        await using var server = new FakeChatServer();
        server.Say(PromptContexts.Answer(("p1", 0.5, 0.5, 60)));
        var identity = new FakeIdentity();
        var options = Options(server) with { Key = null };
        using var scorer = new LlmScorer(options, LlmConnection.Open(options, identity));

        Assert.Equal(LlmResult.Scored, (await scorer.ScoreAsync(PromptContexts.Of(1), default)).Result);
        Assert.Empty(identity.Asked);
    }
}
