using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paynode.Routing.Tests.Llm;

/// <summary>A chat completions service on loopback that says what it is told to.</summary>
internal sealed class FakeChatServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public FakeChatServer()
    {
        Endpoint = new Uri($"http://127.0.0.1:{FreePort()}/v1");
        _listener.Prefixes.Add($"{Endpoint.GetLeftPart(UriPartial.Authority)}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>Writes the answer to a request.</summary>
    public Func<HttpListenerResponse, CancellationToken, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public List<(string Path, string? Authorization, string? ApiKey, JsonNode Body)> Requests { get; } = [];

    /// <summary>The answer in which a model has said something.</summary>
    public static string Completion(string content, string? refusal = null, string finish = "stop") => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1_770_000_000,
        model = "test",
        choices = new[] { new { index = 0, message = new { role = "assistant", content, refusal }, finish_reason = finish } },
        usage = new { prompt_tokens = 700, completion_tokens = 60, total_tokens = 760 },
    });

    /// <summary>Answers with what the model is to have said.</summary>
    public void Say(string content, string? refusal = null, string finish = "stop") => Body(Completion(content, refusal, finish));

    /// <summary>Answers one request after the other; the last answer stays.</summary>
    public void InTurn(params Func<HttpListenerResponse, CancellationToken, Task>[] answers)
    {
        var turn = -1;
        Answer = (response, ct) => answers[Math.Min(Interlocked.Increment(ref turn), answers.Length - 1)](response, ct);
    }

    /// <summary>An answer in which a model has said something, for <see cref="InTurn"/>.</summary>
    public static Func<HttpListenerResponse, CancellationToken, Task> Completed(string content) => Sending(Completion(content), 200);

    /// <summary>A refusal of the service, for <see cref="InTurn"/>.</summary>
    public static Func<HttpListenerResponse, CancellationToken, Task> Refusal(int status, string retryAfter) => (response, ct) =>
    {
        response.AddHeader("Retry-After", retryAfter);
        return Sending("{\"error\":{\"message\":\"later\"}}", status)(response, ct);
    };

    /// <summary>Answers with any bytes.</summary>
    public void Body(string body, int status = 200) => Answer = Sending(body, status);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(HandleAsync(await _listener.GetContextAsync()));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task HandleAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            var text = await reader.ReadToEndAsync();
            var body = text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
            lock (Requests)
            {
                var headers = context.Request.Headers;
                Requests.Add((context.Request.Url!.PathAndQuery, headers["Authorization"], headers["api-key"], body));
            }

            await Answer(context.Response, _stop.Token);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            // The client went away, as it should when it has had enough.
            context.Response.Abort();
        }
    }

    private static Func<HttpListenerResponse, CancellationToken, Task> Sending(string body, int status) => async (response, ct) =>
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body), ct);
    };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
