using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.Routing.Llm;

namespace Paynode.Functions.Azure;

/// <summary>The language model by the app's identity, through OpenAI's own client: Azure OpenAI answers it at <c>/openai/v1/</c>.</summary>
internal static class LanguageModel
{
    private const string Scope = "https://cognitiveservices.azure.com/.default";

    /// <summary>Adds the scorer when a model is configured; without one nobody is asked.</summary>
    public static void AddLanguageModel(this IServiceCollection services, IConfiguration configuration, TokenCredential credential)
    {
        if (LlmScorerOptions.From(configuration) is { } options)
        {
            services.AddSingleton(provider => new LlmScorer(
                options,
                Connect(options, credential),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LlmScorer>>()));
        }
    }

    /// <summary>Core Tools have no identity: there a key is in the environment. The templates set none.</summary>
    private static LlmConnection Connect(LlmScorerOptions options, TokenCredential credential) => options.Key is null
        ? LlmConnection.ByToken(options, credential, Scope)
        : LlmConnection.ByKey(options);
}
