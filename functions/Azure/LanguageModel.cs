using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.Routing.Llm;

namespace Paynode.Functions.Azure;

/// <summary>The language model by the app's identity, or by a key where there is one, as with Core Tools. The templates set none.</summary>
internal static class LanguageModel
{
    /// <summary>Adds the scorer when a model is configured; without one nobody is asked.</summary>
    public static void AddLanguageModel(this IServiceCollection services, IConfiguration configuration, TokenCredential credential)
    {
        if (LlmScorerOptions.From(configuration) is { } options)
        {
            services.AddSingleton(provider => new LlmScorer(
                options,
                LlmConnection.Open(options, credential),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LlmScorer>>()));
        }
    }
}
