using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.DurableTask;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>What an operator sees: one trace from the request to the last activity, and the metrics of the runtime.</summary>
public sealed class TelemetryTests(SharedPostgres postgres) : IClassFixture<SharedPostgres>
{
    [Fact]
    public async Task One_trace_goes_from_the_request_through_orchestration_activities_queue_and_event()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or Telemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var hub = await postgres.CreateHubAsync();
        await using var app = FaultHost.Build(hub.ConnectionUrl, "http://127.0.0.1:0");
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/work/traced") { Headers = { { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } } };
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
        Assert.StartsWith("Completed", await http.GetStringAsync(new Uri("/api/work/traced", UriKind.Relative)), StringComparison.Ordinal);
        await app.StopAsync();

        var names = spans.Where(span => span.TraceId.ToHexString() == trace).Select(span => span.OperationName == "Microsoft.AspNetCore.Hosting.HttpRequestIn" ? "request" : span.DisplayName).ToLookup(name => name);
        Assert.Equal(
            ["activity Ask", "activity Do", "event answer", "orchestration Nested", "orchestration Work", "queue answers", "request"],
            names.Select(name => name.Key).Order(StringComparer.Ordinal));
        Assert.Equal(5, names["activity Do"].Count());
    }

    [Fact]
    public async Task The_metrics_count_what_is_in_flight_commits_replays_and_the_age_of_messages()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, on) => Enable(instrument, on) };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        await using var hub = await postgres.CreateHubAsync();
        await using var app = FaultHost.Build(hub.ConnectionUrl, "http://127.0.0.1:0");
        await app.StartAsync();
        await using (var load = new WorkLoad(2, () => new Uri(app.Urls.First())))
        {
            await load.WaitForMoreAsync(2);
            await load.FinishAsync();
        }

        await app.StopAsync();
        await ReplayAsync();

        Assert.All(
            ["paynode.durable.commit.steps", "paynode.durable.commit.duration", "paynode.durable.replays", "paynode.durable.instances.ended", "paynode.queue.age"],
            name => Assert.True(seen.GetValueOrDefault(name) > 0, name));
        Assert.Contains("paynode.durable.activities.in_flight", seen.Keys);
        Assert.Contains("paynode.durable.instances.resident", seen.Keys);
    }

    private static void Enable(Instrument instrument, MeterListener on)
    {
        if (instrument.Meter.Name == Telemetry.SourceName)
        {
            on.EnableMeasurementEvents(instrument);
        }
    }

    // An instance that waits is rebuilt by the process that comes after.
    private static async Task ReplayAsync()
    {
        var (journal, leases) = (new MemoryJournal(), new SoleLeases());
        await using (var host = await Waiting(new(journal, leases)).StartAsync())
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Waits", null, new StartOrchestrationOptions("waiting"));
        }

        await using var next = await Waiting(new(journal, leases)).StartAsync();
        await next.Client.RaiseEventAsync("waiting", "go", 1);
        Assert.Equal(1, (await next.EndOfAsync("waiting")).ReadOutputAs<int>());
    }

    private static EngineHost Waiting(EngineHost host) => host.Orchestrator("Waits", context => context.WaitForExternalEvent<int>("go"));
}
