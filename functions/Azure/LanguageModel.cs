using System.ClientModel.Primitives;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAI;
using OpenAI.Chat;
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

    /// <summary>Makes the client of the model.</summary>
#pragma warning disable OPENAI001 // Marked as subject to change; the other constructors take keys, and there are none here.
    public static ChatClient Connect(LlmScorerOptions options, TokenCredential credential) => new(
        options.Model, new BearerTokenPolicy(credential, Scope), new OpenAIClientOptions { Endpoint = options.Endpoint });
#pragma warning restore OPENAI001
}
