using System.ClientModel.Primitives;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using Paynode.Routing.Llm;

namespace Paynode.Functions.Azure;

/// <summary>The language model by the app's identity, through OpenAI's own client: Azure OpenAI answers it at <c>/openai/v1/</c>.</summary>
internal static class LanguageModel
{
    private const string Scope = "https://cognitiveservices.azure.com/.default";

    /// <summary>Adds the scorer's client when a model is configured.</summary>
    public static void AddLanguageModel(this IServiceCollection services, IConfiguration configuration, TokenCredential credential)
    {
        if (LlmScorerOptions.From(configuration) is { } options)
        {
            services.AddSingleton(options).AddSingleton(Connect(options, credential));
        }
    }

    /// <summary>Makes the client.</summary>
#pragma warning disable OPENAI001 // Marked as subject to change; the other constructors take keys, and there are none here.
    public static ChatClient Connect(LlmScorerOptions options, TokenCredential credential) => new(
        options.Model, new BearerTokenPolicy(credential, Scope), new OpenAIClientOptions { Endpoint = options.Endpoint });
#pragma warning restore OPENAI001
}
