using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;

namespace Paynode.Routing.Llm;

/// <summary>The way to the language model: bounded in time, in size and in repetitions, whoever signs the calls.</summary>
public sealed class LlmConnection : IDisposable
{
    private readonly HttpClient _http;

    private LlmConnection(LlmScorerOptions options, AuthenticationPolicy credential, HttpMessageHandler? wire)
    {
        _http = new HttpClient(new AnswerLimit(wire ?? new SocketsHttpHandler(), options.MostAnswerBytes)) { Timeout = options.Timeout };
#pragma warning disable OPENAI001 // Marked as subject to change; the other constructors take keys only.
        Chat = new ChatClient(options.Model, credential, new OpenAIClientOptions
        {
            Endpoint = options.Endpoint,
            NetworkTimeout = options.Timeout,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 1),
            Transport = new HttpClientPipelineTransport(_http),
        });
#pragma warning restore OPENAI001
    }

    /// <summary>The client.</summary>
    public ChatClient Chat { get; }

    /// <summary>Connects with the options' key.</summary>
    /// <param name="options">Where the model is.</param>
    public static LlmConnection ByKey(LlmScorerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(options, ApiKeyAuthenticationPolicy.CreateBearerAuthorizationPolicy(new ApiKeyCredential(options.Key ?? "none")), null);
    }

    /// <summary>Connects with tokens of an identity, such as an app's in the cloud. Over plain HTTP no token is sent, and so nothing is asked.</summary>
    /// <param name="options">Where the model is; the key is not used.</param>
    /// <param name="identity">Gives tokens, and renews them.</param>
    /// <param name="scope">What the tokens are for.</param>
    public static LlmConnection ByToken(LlmScorerOptions options, AuthenticationTokenProvider identity, string scope) =>
        ByToken(options, identity, scope, null);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>The same over another handler, for tests.</summary>
    internal static LlmConnection ByToken(
        LlmScorerOptions options, AuthenticationTokenProvider identity, string scope, HttpMessageHandler? wire)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(options, new BearerTokenPolicy(identity, scope), wire);
    }
}
