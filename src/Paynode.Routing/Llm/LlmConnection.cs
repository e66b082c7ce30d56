using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using Azure.Core;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Paynode.Routing.Llm;

/// <summary>
/// The connection to the language model: Azure OpenAI's client for an Azure OpenAI resource, OpenAI's for any other service
/// with the same protocol. Both have the same limits on time, size and retries, and neither follows redirects.
/// </summary>
public sealed class LlmConnection : IDisposable
{
    /// <summary>
    /// Fixed, so that a package update does not change it. The last non-preview version, 2024-10-21, has no
    /// max_completion_tokens.
    /// </summary>
    private const AzureOpenAIClientOptions.ServiceVersion ApiVersion = AzureOpenAIClientOptions.ServiceVersion.V2025_04_01_Preview;

    private const string NoKey = "none";

    private readonly HttpClient _http;

    private LlmConnection(LlmScorerOptions options, TokenCredential? identity, HttpMessageHandler? transport)
    {
        // A redirect would send the api-key header to another host: HttpClient removes only Authorization.
        var inner = transport ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        _http = new HttpClient(new AnswerLimit(inner, options.MostAnswerBytes)) { Timeout = options.Timeout };
        var client = options.IsAzureOpenAI ? AzureClient(options, identity) : OpenAIClient(options);
        Chat = client.AsIChatClient();
    }

    /// <summary>The client.</summary>
    public IChatClient Chat { get; }

    /// <summary>
    /// Connects with the options' key. Without one, an Azure OpenAI resource is called with tokens of the identity, over TLS
    /// only; tokens are never sent to any other service.
    /// </summary>
    /// <param name="options">The model's endpoint and limits.</param>
    /// <param name="identity">The app's identity; null if there is none.</param>
    public static LlmConnection Open(LlmScorerOptions options, TokenCredential? identity = null) => Open(options, identity, null);

    /// <inheritdoc/>
    public void Dispose()
    {
        Chat.Dispose();
        _http.Dispose();
    }

    /// <summary>The same over another transport, for tests.</summary>
    internal static LlmConnection Open(LlmScorerOptions options, TokenCredential? identity, HttpMessageHandler? transport)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(options, identity, transport);
    }

    private ChatClient AzureClient(LlmScorerOptions options, TokenCredential? identity)
    {
        var clientOptions = Bounded(new AzureOpenAIClientOptions(ApiVersion), options);
        var resource = ResourceOf(options.Endpoint);
        if (options.Key is not null || identity is null)
        {
            return new AzureOpenAIClient(resource, new ApiKeyCredential(options.Key ?? NoKey), clientOptions).GetChatClient(options.Model);
        }

        clientOptions.AddPolicy(new TlsOnly(), PipelinePosition.PerCall);
        return new AzureOpenAIClient(resource, identity, clientOptions).GetChatClient(options.Model);
    }

    private ChatClient OpenAIClient(LlmScorerOptions options)
    {
        var clientOptions = Bounded(new OpenAIClientOptions { Endpoint = options.Endpoint }, options);
        return new ChatClient(options.Model, new ApiKeyCredential(options.Key ?? NoKey), clientOptions);
    }

    private TOptions Bounded<TOptions>(TOptions clientOptions, LlmScorerOptions options)
        where TOptions : ClientPipelineOptions
    {
        clientOptions.NetworkTimeout = options.Timeout;
        clientOptions.RetryPolicy = new ClientRetryPolicy(maxRetries: 1);
        clientOptions.Transport = new HttpClientPipelineTransport(_http);
        return clientOptions;
    }

    /// <summary>The resource's base address: the client adds "openai/deployments/…", and a setting may end in "openai/v1/".</summary>
    private static Uri ResourceOf(Uri endpoint)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/') + '/';
        var api = path.IndexOf("/openai/", StringComparison.OrdinalIgnoreCase);
        return new UriBuilder(endpoint) { Path = api < 0 ? path : path[..(api + 1)], Query = "" }.Uri;
    }

    /// <summary>Azure OpenAI's client also sends tokens over plain HTTP. This fails the call before a token is requested.</summary>
    private sealed class TlsOnly : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Check(message);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Check(message);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private static void Check(PipelineMessage message)
        {
            if (message.Request.Uri?.Scheme != Uri.UriSchemeHttps)
            {
                throw new HttpRequestException(HttpRequestError.SecureConnectionError, "Tokens are sent over TLS only.");
            }
        }
    }
}
