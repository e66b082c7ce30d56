using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Tests;

/// <summary>What the standard variables of OpenTelemetry make a host send to a collector.</summary>
public sealed class ExportTests(SharedPostgres postgres) : IClassFixture<SharedPostgres>
{
    [Fact]
    public async Task Traces_and_metrics_reach_a_collector()
    {
        var received = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/v1/{signal}", (RequestDelegate)(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            // Names are plain text within Protocol Buffers.
            received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        }));
        await collector.StartAsync();
        await using var hub = await postgres.CreateHubAsync();
        await using var host = await FaultHost.StartAsync(hub.ConnectionUrl, new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "paynode-test",
        });
        await using (var load = new WorkLoad(1, () => host.Url))
        {
            await load.WaitForMoreAsync(1);
            await load.FinishAsync();
        }

        await host.StopAsync();

        var all = string.Concat(received);
        Assert.All(["orchestration Work", "activity Do", "queue answers", "paynode.durable.commit.steps", "paynode-test"], name => Assert.Contains(name, all, StringComparison.Ordinal));
    }
}
