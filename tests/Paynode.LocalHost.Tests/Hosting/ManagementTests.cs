using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>What operators see and do over HTTP, with the admin key.</summary>
[Collection("postgres")]
public sealed class ManagementTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Instances = "/runtime/webhooks/durabletask/instances";

    private LocalApplication _app = null!;
    private HttpClient _http = null!;
    private TestHub _hub = null!;

    public async Task InitializeAsync()
    {
        _hub = await postgres.CreateHubAsync();
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Configuration["PAYNODE_ADMIN_KEY"] = "secret";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IAdminKeyGuesses, CountedGuesses>();
        builder.Services.AddSingleton(_hub.Source);
        builder.Services.AddSingleton<Medicine>();
        builder.Queues.RetryPause = TimeSpan.FromMilliseconds(1);
        builder.Queues.MaxDeliveryCount = 2;
        builder.AddFunctions(typeof(ManagedFunctions));
        _app = builder.Build();
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        _http.DefaultRequestHeaders.Add("x-functions-key", "secret");
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/x/%2e%2e/%2e%2e" + Instances)]
    [InlineData("/api/x/%2E./.%2e" + Instances)]
    [InlineData("/api/x/../.." + Instances)]
    [InlineData("/api/./x")]
    [InlineData("/api/..%2f.." + Instances)]
    [InlineData("/api/..%5c.." + Instances)]
    [InlineData("/%72untime/webhooks/durabletask/instances")]
    [InlineData("/Runtime/webhooks/durabletask/instances")]
    [InlineData("/runtime/%77ebhooks/durabletask/instances")]
    [InlineData("/runtime/Webhooks/durabletask/instances")]
    [InlineData("/runtime/webhooks/%64urabletask/instances")]
    [InlineData("/runtime/webhooks/durabletask/%49nstances")]
    [InlineData("/runtime/webhooks/durabletask/Orchestrators/x")]
    [InlineData("/runtime/Queues/ills/dead-letters")]
    [InlineData("/runtime/queues/ills/%64ead-letters")]
    [InlineData("/runtime/webhooks/durabletask/instances/x/TERMINATE")]
    [InlineData("/runtime/webhooks/durabletask/instances/x/%74erminate")]
    public async Task Get_PathThatMeansAnotherThanItShows_Returns400(string path)
    {
        var address = $"{_http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}";
        using var answer = await _http.GetAsync(new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("path_malformed", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
    }

    [Theory]
    [InlineData(Instances, HttpStatusCode.OK)]
    [InlineData(Instances + "/%2e%2e%2e", HttpStatusCode.NotFound)]
    [InlineData(Instances + "/a..b?x=/../", HttpStatusCode.NotFound)]
    [InlineData(Instances + "/Instances", HttpStatusCode.NotFound)]
    public async Task Get_DotsThatAreNoSegment_AreRouted(string path, HttpStatusCode status)
    {
        var address = $"{_http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}";
        using var answer = await _http.GetAsync(new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", Instances)]
    [InlineData("GET", Instances + "/x")]
    [InlineData("POST", Instances + "/x/terminate")]
    [InlineData("POST", Instances + "/x/raiseEvent/go")]
    [InlineData("DELETE", Instances + "/x")]
    [InlineData("GET", "/runtime/queues/ills/dead-letters")]
    [InlineData("POST", "/runtime/queues/ills/dead-letters/requeue")]
    public async Task Without_the_admin_key_nothing_is_shown_or_done(string method, string path)
    {
        using var thirdParty = new HttpClient { BaseAddress = _http.BaseAddress };
        thirdParty.DefaultRequestHeaders.Add("x-functions-key", "guess");
        using var response = await thirdParty.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Guess_OfTheAdminKey_IsCountedWhereTheApplicationCounts()
    {
        using var guesser = new HttpClient { BaseAddress = _http.BaseAddress };
        var guesses = (CountedGuesses)_app.Services.GetRequiredService<IAdminKeyGuesses>();
        (await guesser.GetAsync(Instances)).Dispose();
        Assert.Empty(guesses.Wrong);

        guesser.DefaultRequestHeaders.Add("x-functions-key", "guess");
        using var first = await guesser.GetAsync(Instances);
        Assert.Equal(HttpStatusCode.Unauthorized, first.StatusCode);
        guesses.AreTooMany = true;
        using var second = await guesser.GetAsync("/runtime/queues/ills/dead-letters");
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);

        Assert.Equal(["guess", "guess"], guesses.Wrong);
        await SendAsync(HttpMethod.Get, Instances, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Instances_are_listed_by_status_and_one_is_shown_with_its_history()
    {
        await StartAsync("waiting-1");
        await StartAsync("waiting-2");
        await StartAsync("ended");
        await SendAsync(HttpMethod.Post, $"{Instances}/ended/raiseEvent/go", HttpStatusCode.Accepted, "\"over\"");
        await Eventually.GetAsync(async () => (await ReadAsync(Instances + "/ended"))["runtimeStatus"]!.ToString() == "Completed" ? "yes" : null);

        var running = (await _http.GetFromJsonAsync<JsonArray>($"{Instances}?runtimeStatus=Running&top=1"))!;
        var completed = (await _http.GetFromJsonAsync<JsonArray>($"{Instances}?runtimeStatus=Completed"))!;
        var ended = await ReadAsync($"{Instances}/ended?showHistory=true");

        Assert.Equal("waiting-1", Assert.Single(running)!["instanceId"]!.ToString());
        Assert.Equal("ended", Assert.Single(completed)!["instanceId"]!.ToString());
        Assert.Equal(["InstanceStarted", "EventRaised", "InstanceCompleted"], ended["historyEvents"]!.AsArray().Select(it => it!["eventType"]!.ToString()));
        Assert.Equal("over", ended["output"]!.ToString());
        await SendAsync(HttpMethod.Get, $"{Instances}?runtimeStatus=Dancing", HttpStatusCode.BadRequest);
        await SendAsync(HttpMethod.Get, $"{Instances}/nobody", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_instance_is_suspended_resumed_terminated_and_purged()
    {
        await StartAsync("one");
        foreach (var (action, status) in new[] { ("suspend", "Suspended"), ("resume", "Running"), ("terminate", "Terminated") })
        {
            await SendAsync(HttpMethod.Post, $"{Instances}/one/{action}?reason=test", HttpStatusCode.Accepted);
            Assert.Equal(status, (await ReadAsync(Instances + "/one"))["runtimeStatus"]!.ToString());
        }

        await SendAsync(HttpMethod.Post, $"{Instances}/one/raiseEvent/go", HttpStatusCode.Gone);
        await SendAsync(HttpMethod.Delete, $"{Instances}/one", HttpStatusCode.OK);
        await SendAsync(HttpMethod.Delete, $"{Instances}/one", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_dead_letter_is_listed_with_its_reason_and_handled_once_it_is_requeued()
    {
        await _app.Services.GetRequiredService<IQueueSender>().SendAsync([QueueMessage.Json("ills", "fever", "m1")]);
        var letter = await Eventually.GetAsync(async () => (await _http.GetFromJsonAsync<JsonArray>("/runtime/queues/ills/dead-letters"))!.FirstOrDefault());

        _app.Services.GetRequiredService<Medicine>().IsThere = true;
        await SendAsync(HttpMethod.Post, $"/runtime/queues/ills/dead-letters/requeue?sequence={letter["sequence"]}", HttpStatusCode.OK);

        Assert.Equal("MaxDeliveryCountExceeded", letter["reason"]!.ToString());
        Assert.Contains("no medicine", letter["description"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("fever", await _app.Services.GetRequiredService<Medicine>().Cured.Task.WaitAsync(HangLimit.OfWait));
        Assert.Empty((await _http.GetFromJsonAsync<JsonArray>("/runtime/queues/ills/dead-letters"))!);
    }

    [Fact]
    public async Task An_events_payload_may_come_in_chunks()
    {
        await StartAsync("chunks");
        using var request = new HttpRequestMessage(HttpMethod.Post, Instances + "/chunks/raiseEvent/go") { Content = JsonContent.Create("payload") };
        request.Headers.TransferEncodingChunked = true;
        using var response = await _http.SendAsync(request);

        var ended = await _app.Services.GetRequiredService<DurableTaskClient>().WaitForInstanceCompletionAsync("chunks", true);

        Assert.Equal("payload", ended.ReadOutputAs<string>());
    }

    [Fact]
    public Task A_malformed_sequence_requeues_nothing() =>
        SendAsync(HttpMethod.Post, "/runtime/queues/ills/dead-letters/requeue?sequence=1x", HttpStatusCode.BadRequest);

    private Task StartAsync(string id) => SendAsync(HttpMethod.Post, $"/runtime/webhooks/durabletask/orchestrators/{nameof(ManagedFunctions.Waits)}/{id}", HttpStatusCode.Accepted);

    private async Task<JsonObject> ReadAsync(string path) => (await _http.GetFromJsonAsync<JsonObject>(path))!;

    private async Task SendAsync(HttpMethod method, string path, HttpStatusCode expected, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        using var response = await _http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    private sealed class CountedGuesses : IAdminKeyGuesses
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Wrong { get; } = new();

        public bool AreTooMany { get; set; }

        public ValueTask<bool> IsTooManyAsync(string wrongKey, CancellationToken cancellationToken)
        {
            Wrong.Enqueue(wrongKey);
            return ValueTask.FromResult(AreTooMany);
        }
    }

    public sealed class Medicine
    {
        public bool IsThere { get; set; }

        public TaskCompletionSource<string> Cured { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class ManagedFunctions(Medicine medicine)
    {
        [Function(nameof(Waits))]
        public static Task<string> Waits([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("go");

        [Function(nameof(Cure))]
        public void Cure([ServiceBusTrigger("ills")] string ill)
        {
            if (!medicine.IsThere)
            {
                throw new InvalidOperationException("there is no medicine");
            }

            medicine.Cured.TrySetResult(ill.Trim('"'));
        }
    }
}
