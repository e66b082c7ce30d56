using Microsoft.Extensions.Configuration;

namespace Paynode.Routing.Llm;

/// <summary>Where the language model is, and how much it may cost.</summary>
/// <param name="Endpoint">The resource's endpoint for Azure OpenAI; elsewhere the base URL of an OpenAI-compatible service, up to and with "/v1".</param>
/// <param name="Model">The deployment's name for Azure OpenAI; elsewhere the model's.</param>
/// <param name="Key">The key; null for a service that asks for none.</param>
public sealed record LlmScorerOptions(Uri Endpoint, string Model, string? Key)
{
    private static readonly string[] AzureHosts = [".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"];

    /// <summary>Whether the endpoint is an Azure OpenAI resource. Recognised by its host name; has to be set for a gateway in front of one.</summary>
    public bool IsAzureOpenAI { get; init; } = IsAzureHost(Endpoint);

    /// <summary>Longest wait for an answer, retries included. Nobody waits for it, but an old opinion is worth little.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Calls a day: one a minute and some for incidents.</summary>
    public int CallsADay { get; init; } = 2_000;

    /// <summary>Tokens a day, of questions and answers together.</summary>
    public long TokensADay { get; init; } = 4_000_000;

    /// <summary>Tokens of one answer: some 60 for each of 32 providers.</summary>
    public int MostAnswerTokens { get; init; } = 2_000;

    /// <summary>Bytes of one answer, its envelope included. Ten times what the tokens can come to.</summary>
    public int MostAnswerBytes { get; init; } = 256 * 1024;

    /// <summary>Longest that an opinion counts, whatever the model says.</summary>
    public TimeSpan LongestTtl { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Price of a million question tokens in US dollars, for the cost metric only.</summary>
    public double QuestionPrice { get; init; }

    /// <summary>Price of a million answer tokens in US dollars, for the cost metric only.</summary>
    public double AnswerPrice { get; init; }

    /// <summary>
    /// Reads AI_ROUTER_URL, AI_ROUTER_MODEL, AI_ROUTER_KEY and, where the host name does not tell, AI_ROUTER_AZURE ("true" or
    /// "false"). Null when there is no URL or no model: then no model is asked.
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

    /// <summary>Everything but the key.</summary>
    public override string ToString() => $"{Model} at {Endpoint}";

    private static bool IsAzureHost(Uri endpoint) =>
        AzureHosts.Any(suffix => endpoint.IdnHost.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
}
