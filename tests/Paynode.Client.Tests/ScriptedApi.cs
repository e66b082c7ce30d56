using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Paynode.Client.Tests;

/// <summary>A real HTTP server that answers what a test scripted, the last answer again and again.</summary>
public sealed class ScriptedApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Answer> _answers;
    private readonly HttpClient _http;

    private ScriptedApi(WebApplication app, IEnumerable<Answer> answers)
    {
        _app = app;
        _answers = new ConcurrentQueue<Answer>(answers);
        _http = new HttpClient();
        _app.Run(HandleAsync);
    }

    /// <summary>What arrived.</summary>
    public ConcurrentQueue<Seen> Requests { get; } = new();

    public static async Task<ScriptedApi> StartAsync(params Answer[] answers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var api = new ScriptedApi(builder.Build(), answers);
        await api._app.StartAsync();
        api._http.BaseAddress = new Uri(api._app.Urls.First());
        return api;
    }

    public PaynodeClient Client(string key = "pn_test") => new(_http, key);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Requests.Enqueue(new Seen(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.Authorization.ToString(),
            context.Request.Headers["Idempotency-Key"].ToString(),
            await reader.ReadToEndAsync()));
        var answer = _answers.Count > 1 && _answers.TryDequeue(out var next) ? next : _answers.First();
        if (answer.Status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        if (answer.Status != StatusCodes.Status204NoContent)
        {
            context.Response.ContentType = answer.Status < 400 ? "application/json" : "application/problem+json";
            await context.Response.WriteAsync(answer.Body);
        }
    }

    /// <summary>One answer; status 0 cuts the connection.</summary>
    public sealed record Answer(int Status, string Body = "{}");

    /// <summary>One request.</summary>
    public sealed record Seen(string Method, string Target, string Authorization, string IdempotencyKey, string Body);
}
