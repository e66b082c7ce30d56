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
                LlmConnection.ByToken(options, credential, Scope),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LlmScorer>>()));
        }
    }
}
