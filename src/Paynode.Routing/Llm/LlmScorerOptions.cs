using Microsoft.Extensions.Configuration;

namespace Paynode.Routing.Llm;

/// <summary>The language model's endpoint, and limits on its cost.</summary>
/// <param name="Endpoint">
/// The resource's endpoint for Azure OpenAI; otherwise the base URL of an OpenAI-compatible service, including "/v1".
/// </param>
/// <param name="Model">The deployment's name for Azure OpenAI; otherwise the model's.</param>
/// <param name="Key">The key; null for a service without keys.</param>
public sealed record LlmScorerOptions(Uri Endpoint, string Model, string? Key)
{
    private static readonly string[] AzureHosts = [".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"];

    /// <summary>
    /// Whether the endpoint is an Azure OpenAI resource. Detected by its host name; must be set for a gateway in front of one.
    /// </summary>
    public bool IsAzureOpenAI { get; init; } = IsAzureHost(Endpoint);

    /// <summary>Timeout of an answer, retries included. No order waits for it, but an old score is of little use.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Maximum calls per day: one a minute and some for incidents.</summary>
    public int CallsADay { get; init; } = 2_000;

    /// <summary>Maximum tokens per day, of questions and answers together.</summary>
    public long TokensADay { get; init; } = 4_000_000;

    /// <summary>Maximum tokens of one answer: about 60 for each of 32 providers.</summary>
    public int MostAnswerTokens { get; init; } = 2_000;

    /// <summary>Maximum bytes of one answer, including its envelope. Ten times what the tokens can amount to.</summary>
    public int MostAnswerBytes { get; init; } = 256 * 1024;

    /// <summary>Maximum validity of a score, whatever the model returns.</summary>
    public TimeSpan LongestTtl { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Price of a million input tokens in US dollars, for the cost metric only.</summary>
    public double QuestionPrice { get; init; }

    /// <summary>Price of a million output tokens in US dollars, for the cost metric only.</summary>
    public double AnswerPrice { get; init; }

    /// <summary>
    /// Reads AI_ROUTER_URL, AI_ROUTER_MODEL, AI_ROUTER_KEY and, where the host name is not sufficient, AI_ROUTER_AZURE ("true"
    /// or "false"). Null without a URL or a model: no model is used then.
    /// </summary>
    public static LlmScorerOptions? From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var model = configuration["AI_ROUTER_MODEL"];
        if (!Uri.TryCreate(configuration["AI_ROUTER_URL"], UriKind.Absolute, out var endpoint) || string.IsNullOrWhiteSpace(model))
        {
            return null;
        }

        var options = new LlmScorerOptions(endpoint, model, configuration["AI_ROUTER_KEY"] is { Length: > 0 } key ? key : null);
        return bool.TryParse(configuration["AI_ROUTER_AZURE"], out var isAzure) ? options with { IsAzureOpenAI = isAzure } : options;
    }

    /// <summary>Everything except the key.</summary>
    public override string ToString() => $"{Model} at {Endpoint}";

    private static bool IsAzureHost(Uri endpoint) =>
        AzureHosts.Any(suffix => endpoint.IdnHost.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
}
