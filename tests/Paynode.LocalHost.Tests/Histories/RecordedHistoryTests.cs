using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.LocalHost.Durable;
using NonDeterministicOrchestrationException = DurableTask.Core.Exceptions.NonDeterministicOrchestrationException;

namespace Paynode.LocalHost.Tests;

/// <summary>
/// The histories that released versions recorded, one folder a release, are replayed on this build. Those of the present
/// release are written anew when <c>PAYNODE_RECORD</c> names it; the others are never touched.
/// </summary>
[Collection("postgres")]
public sealed class RecordedHistoryTests(TestPostgres postgres) : IAsyncLifetime
{
    private LocalApplication _app = null!;
    private HttpClient _http = null!;
    private TestHub _hub = null!;

    public static TheoryData<string> Recordings => [.. Directory.EnumerateFiles(Folder(), "*.json", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder(), path)).Order(StringComparer.Ordinal)];

    private DurableTaskClient Client => _app.Services.GetRequiredService<DurableTaskClient>();

    public async Task InitializeAsync()
    {
        _hub = await postgres.CreateHubAsync();
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Configuration["PAYNODE_ADMIN_KEY"] = "secret";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_hub.Source);
        builder.AddFunctions(typeof(HistoryFunctions));
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
    [MemberData(nameof(Recordings))]
    public void What_a_release_recorded_this_build_replays(string recording) =>
        RecordedHistory.Parse(File.ReadAllText(Path.Combine(Folder(), recording))).ReplayOn(typeof(HistoryFunctions));

    [Fact]
    public async Task What_this_build_records_it_replays_and_other_code_is_found_out()
    {
        var documents = await RunAsync();

        foreach (var (name, document) in documents)
        {
            Record(name, document);
            RecordedHistory.Parse(document.ToJsonString()).ReplayOn(typeof(HistoryFunctions));
        }

        var everything = RecordedHistory.Parse(documents["everything"].ToJsonString());
        var found = Assert.Throws<NonDeterministicOrchestrationException>(() => everything.ReplayOn(typeof(OtherFunctions)));
        Assert.Contains("the code now gives a call of activity 'Another' (#4)", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"instanceId":"x","recording":"AAAA"}""")]
    [InlineData("nothing")]
    public void What_is_no_recording_is_refused(string text) => Assert.Throws<InvalidDataException>(() => RecordedHistory.Parse(text));

    private async Task<Dictionary<string, JsonObject>> RunAsync()
    {
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(HistoryFunctions.Everything), null, new StartOrchestrationOptions("everything"));
        await Client.SuspendInstanceAsync("everything", "to be recorded");
        await Client.RaiseEventAsync("everything", "Early", "soon");
        await Client.ResumeInstanceAsync("everything");
        await Client.RaiseEventAsync("everything", "late", "at last");
        var ended = await Client.WaitForInstanceCompletionAsync("everything", true);
        Assert.Equal("6 2 soon True 3 refused", ended.ReadOutputAs<string>());
        var rounds = await Client.ScheduleNewOrchestrationInstanceAsync(nameof(HistoryFunctions.Rounds), 0, new StartOrchestrationOptions("rounds"));
        await Client.WaitForInstanceCompletionAsync(rounds, true);
        var refuses = await Client.ScheduleNewOrchestrationInstanceAsync(nameof(HistoryFunctions.Refuses), null, new StartOrchestrationOptions("refuses"));
        await Client.WaitForInstanceCompletionAsync(refuses, true);
        var documents = new Dictionary<string, JsonObject>();
        foreach (var id in (string[])["everything", "rounds", "refuses"])
        {
            documents[id] = (await _http.GetFromJsonAsync<JsonObject>($"/runtime/webhooks/durabletask/instances/{id}?showHistory=true"))!;
        }

        return documents;
    }

    private static void Record(string name, JsonObject document)
    {
        if (Environment.GetEnvironmentVariable("PAYNODE_RECORD") is { Length: > 0 } release)
        {
            var kept = new JsonObject { ["name"] = document["name"]!.DeepClone(), ["instanceId"] = name, ["recording"] = Convert.ToBase64String(WithoutStackTraces(document["recording"]!.GetValue<string>())) };
            Directory.CreateDirectory(Path.Combine(Folder(), release));
            File.WriteAllText(Path.Combine(Folder(), release, name + ".json"), kept.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        }
    }

    // They name folders of the machine that recorded.
    private static ReadOnlySpan<byte> WithoutStackTraces(string recording)
    {
        var kept = new ByteWriter();
        foreach (var step in HistoryDecoder.Steps(Convert.FromBase64String(recording)))
        {
            HistoryEncoder.Step(kept, step.Time, Bare(step.Input), [.. step.Events.Skip(1).Select(Bare)]);
        }

        return kept.Span;
    }

    private static HistoryEvent Bare(HistoryEvent value) => value switch
    {
        ActivityFailed e => e with { Failure = Bare(e.Failure) },
        ChildFailed e => e with { Failure = Bare(e.Failure) },
        InstanceFailed e => new InstanceFailed(Bare(e.Failure)),
        _ => value,
    };

    private static TaskFailureDetails Bare(TaskFailureDetails failure) =>
        failure with { StackTrace = null, InnerFailure = failure.InnerFailure is { } inner ? Bare(inner) : null };

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    /// <summary>The same names, and one decision that differs.</summary>
    public static class OtherFunctions
    {
        [Function(nameof(HistoryFunctions.Everything))]
        public static async Task<string> Everything([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await Task.WhenAll(Enumerable.Range(1, 3).Select(i => context.CallActivityAsync<int>(nameof(HistoryFunctions.Echo), i)));
            return await context.CallActivityAsync<string>("Another");
        }
    }
}
