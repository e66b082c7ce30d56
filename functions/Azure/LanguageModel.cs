using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.Routing.Llm;

namespace Paynode.Functions.Azure;

/// <summary>
/// The language model, accessed by the app's identity, or by a key when one is set, as with Core Tools. The templates set none.
/// </summary>
internal static class LanguageModel
{
    /// <summary>Adds the scorer when a model is configured; without one no scores are requested.</summary>
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
