using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Paynode.LocalHost.Hosting;

/// <summary>
/// Sends traces and metrics by OTLP when the standard variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; the exporter
/// reads it, and its companions such as <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, from the environment itself.
/// </summary>
internal static class OpenTelemetryExport
{
    /// <summary>Whose spans and metrics belong to a request's way: the server, the runtime, the database.</summary>
    private static readonly string[] Sources = ["Microsoft.AspNetCore", Telemetry.SourceName, "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", Telemetry.SourceName, "Npgsql", "System.Runtime"];

    /// <summary>Adds the exporters; they end with the host, after they have sent what they hold.</summary>
    public static void AddTo(IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 })
        {
            return;
        }

        services.AddSingleton(Sdk.CreateTracerProviderBuilder().AddSource(Sources).AddOtlpExporter().Build());
        services.AddSingleton(Sdk.CreateMeterProviderBuilder().AddMeter(Meters).AddOtlpExporter().Build());
        services.AddHostedService<Flush>();
    }

    // Singletons given as instances are not disposed by the container.
    private sealed class Flush(TracerProvider traces, MeterProvider metrics) : Microsoft.Extensions.Hosting.IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.Dispose();
            metrics.Dispose();
            return Task.CompletedTask;
        }
    }
}
