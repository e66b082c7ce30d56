using Paynode.Routing.Llm;

namespace Paynode.Routing.Tests.Llm;

/// <summary>With a key, as the embedded runtime asks any service that speaks OpenAI's protocol.</summary>
public sealed class ChatClientByKeyTests : ChatClientSuite
{
    /// <summary>The key.</summary>
    public const string Key = "sk-test-0123456789abcdef";

    /// <inheritdoc/>
    protected override string Authorization => $"Bearer {Key}";

    /// <inheritdoc/>
    protected override LlmConnection Connect(LlmScorerOptions options) => LlmConnection.ByKey(options);
}
