using Paynode.Routing.Llm;

namespace Paynode.Routing.Tests.Llm;

/// <summary>Azure OpenAI's client with a resource's key.</summary>
public sealed class AzureChatClientByKeyTests : ChatClientSuite
{
    /// <summary>Where a deployment named "test" is asked.</summary>
    public const string DeploymentPath = "/openai/deployments/test/chat/completions?api-version=2025-04-01-preview";

    /// <inheritdoc/>
    protected override string? Authorization => null;

    /// <inheritdoc/>
    protected override string ApiKey => ChatClientByKeyTests.Key;

    /// <inheritdoc/>
    protected override string Path => DeploymentPath;

    /// <summary>The resource's endpoint, without a path.</summary>
    /// <param name="options">The endpoint of the server, with a path.</param>
    public static LlmScorerOptions Resource(LlmScorerOptions options) =>
        options with { Endpoint = new Uri(options.Endpoint, "/"), IsAzureOpenAI = true };

    [Theory]
    [InlineData("/", DeploymentPath)]
    [InlineData("/openai", DeploymentPath)]
    [InlineData("/openai/v1", DeploymentPath)]
    [InlineData("/openai/v1/", DeploymentPath)]
    [InlineData("/gateway", "/gateway" + DeploymentPath)]
    [InlineData("/gateway/openai/v1/", "/gateway" + DeploymentPath)]
    public async Task Endpoint_WithOrWithoutAPath_AsksTheDeployment(string path, string asked)
    {
        await using var server = new FakeChatServer();
        server.Say(PromptContexts.Answer(("p1", 0.5, 0.5, 60)));
        var options = Options(server) with { Endpoint = new Uri(server.Endpoint, path), IsAzureOpenAI = true };
        using var scorer = new LlmScorer(options);

        Assert.Equal(LlmResult.Scored, (await scorer.ScoreAsync(PromptContexts.Of(1), default)).Result);
        Assert.Equal(asked, Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task Key_BesideAnIdentity_IsUsedInItsPlace()
    {
        await using var server = new FakeChatServer();
        server.Say(PromptContexts.Answer(("p1", 0.5, 0.5, 60)));
        var identity = new FakeIdentity();
        var options = Resource(Options(server));
        using var scorer = new LlmScorer(options, LlmConnection.Open(options, identity));

        Assert.Equal(LlmResult.Scored, (await scorer.ScoreAsync(PromptContexts.Of(1), default)).Result);
        Assert.Empty(identity.Asked);
    }

    /// <inheritdoc/>
    protected override LlmConnection Connect(LlmScorerOptions options) => LlmConnection.Open(Resource(options));
}
