using Microsoft.Extensions.Configuration;
using Paynode.Routing.Llm;

namespace Paynode.Routing.Tests.Llm;

/// <summary>Which client a setting chooses.</summary>
public sealed class LlmScorerOptionsTests
{
    [Theory]
    [InlineData("https://oai-paynode.openai.azure.com/", true)]
    [InlineData("https://OAI-PAYNODE.OPENAI.AZURE.COM/openai/v1/", true)]
    [InlineData("https://paynode.cognitiveservices.azure.com", true)]
    [InlineData("https://paynode.services.ai.azure.com", true)]
    [InlineData("https://api.openai.com/v1", false)]
    [InlineData("http://127.0.0.1:11434/v1", false)]
    [InlineData("https://openai.azure.com.example.org/", false)]
    [InlineData("https://notopenai.azure.com/", false)]
    [InlineData("https://openai.azure.com@example.org/", false)]
    [InlineData("https://example.org/.openai.azure.com", false)]
    public void IsAzureOpenAI_ByHostName_IsTrueForAzuresDomainsOnly(string url, bool isAzure) =>
        Assert.Equal(isAzure, From(("AI_ROUTER_URL", url))!.IsAzureOpenAI);

    [Theory]
    [InlineData("https://gateway.example.org/", "true", true)]
    [InlineData("https://oai-paynode.openai.azure.com/openai/v1/", "false", false)]
    [InlineData("https://oai-paynode.openai.azure.com/", "", true)]
    [InlineData("https://gateway.example.org/", "perhaps", false)]
    public void IsAzureOpenAI_WithASetting_FollowsIt(string url, string setting, bool isAzure) =>
        Assert.Equal(isAzure, From(("AI_ROUTER_URL", url), ("AI_ROUTER_AZURE", setting))!.IsAzureOpenAI);

    [Fact]
    public void From_WithoutUrl_IsNull() => Assert.Null(From());

    private static LlmScorerOptions? From(params (string Name, string Value)[] settings) => LlmScorerOptions.From(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Append(("AI_ROUTER_MODEL", "test")).ToDictionary(it => it.Item1, it => (string?)it.Item2))
            .Build());
}
