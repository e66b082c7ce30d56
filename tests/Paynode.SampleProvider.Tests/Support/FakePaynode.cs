using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Paynode.LocalServices;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Tests.Support;

/// <summary>
/// Paynode's side of the provider protocol over real HTTP: checks every signature, refuses replays, keeps each offer's state by the
/// rules of the protocol, and can be told to fail.
/// </summary>
public sealed class FakePaynode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SignatureGate _gate;
    private readonly ConcurrentDictionary<(string Verb, string Subject), TaskCompletionSource<Call>> _firsts = new();
    private readonly ConcurrentDictionary<string, string> _offers = new();
    private readonly HttpClient _http = new();

    private FakePaynode(Credentials credentials)
    {
        Credentials = credentials;
        _gate = new SignatureGate(credentials, TimeProvider.System);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Credentials Credentials { get; }

    public Uri Url => new(_app.Urls.First());

    /// <summary>Every call in order of arrival, refused ones too.</summary>
    public ConcurrentQueue<Call> Calls { get; } = new();

    /// <summary>Decides before the protocol's rules apply; null lets the call through.</summary>
    public Func<Call, Fault?> Faults { get; set; } = _ => null;

    public static async Task<FakePaynode> StartAsync()
    {
        var fake = new FakePaynode(new Credentials(Guid.CreateVersion7().ToString(), "a-secret-of-the-tests"));
        await fake._app.StartAsync();
        return fake;
    }

    /// <summary>The first call of this verb about this offer (or, without one, about the provider) that was answered by the rules.</summary>
    public Task<Call> ReceivedAsync(string verb, Guid? offerId = null) =>
        First(verb, offerId?.ToString() ?? "").Task.WaitAsync(HangLimit.OfWait);

    public IEnumerable<Call> CallsOf(string verb) => Calls.Where(call => call.Verb == verb);

    /// <summary>Closes an offer as Paynode does when its window is over.</summary>
    public void Close(Guid offerId) => _offers[offerId.ToString()] = "closed";

    /// <summary>Calls the provider, signed.</summary>
    public async Task<HttpResponseMessage> SendAsync(SampleProvider provider, HttpMethod method, string path, byte[]? body = null, Action<HttpRequestMessage>? tamper = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(provider.BaseUrl, path)) { Content = new ByteArrayContent(body ?? []) };
        new RequestSigner(Credentials, TimeProvider.System).Sign(request, body ?? []);
        tamper?.Invoke(request);
        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> OfferAsync(SampleProvider provider, Offer offer) =>
        SendAsync(provider, HttpMethod.Post, "/v1/offers", JsonSerializer.SerializeToUtf8Bytes(offer, Json.Options));

    public async Task<string?> StateAsync(SampleProvider provider, Guid offerId)
    {
        using var response = await SendAsync(provider, HttpMethod.Get, $"/v1/offers/{offerId}");
        return response.IsSuccessStatusCode ? (await response.JsonAsync()).GetProperty("state").GetString() : null;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var call = new Call(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, buffer.ToArray(), context.Request.Headers[RequestSignature.SignatureHeader].ToString());
        Calls.Enqueue(call);
        if (_gate.Check(call.Method, call.Target, context.Request.Headers, call.Body) is { } refusal)
        {
            await AnswerAsync(context, refusal.Status, refusal.Code);
            return;
        }

        var fault = Faults(call);
        if (fault is { TakesIt: false })
        {
            await BreakAsync(context, fault);
            return;
        }

        var (status, code) = Apply(call);
        First(call.Verb, call.OfferId?.ToString() ?? "").TrySetResult(call);
        await (fault is not null ? BreakAsync(context, fault) : AnswerAsync(context, status, code));
    }

    /// <summary>The transitions of an offer; a repetition of what already happened is answered like the first.</summary>
    private (int Status, string? Code) Apply(Call call)
    {
        if (call.OfferId is not { } offerId)
        {
            return (200, null);
        }

        var wanted = call.Verb switch { "accept" => "accepted", "decline" => "declined", "fulfil" => "fulfilled", _ => "failed" };
        var needed = call.Verb is "accept" or "decline" ? "offered" : "accepted";
        var now = _offers.AddOrUpdate(offerId.ToString(), needed == "offered" ? wanted : "offered", (_, state) => state == needed ? wanted : state);
        return now == wanted ? (200, null) : (409, "offer_closed");
    }

    private TaskCompletionSource<Call> First(string verb, string subject) =>
        _firsts.GetOrAdd((verb, subject), _ => new TaskCompletionSource<Call>(TaskCreationOptions.RunContinuationsAsynchronously));

    private static async Task BreakAsync(HttpContext context, Fault fault)
    {
        if (fault.Status is { } status)
        {
            await AnswerAsync(context, status, fault.Code);
            return;
        }

        context.Abort();
    }

    private static async Task AnswerAsync(HttpContext context, int status, string? code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { status, code }));
    }
}
