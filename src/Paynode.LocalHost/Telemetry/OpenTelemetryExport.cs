using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Paynode.LocalHost.Hosting;

/// <summary>
/// Exports traces and metrics by OTLP if the standard variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; the exporter
/// itself reads this and related variables, such as <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, from the environment.
/// </summary>
internal static class OpenTelemetryExport
{
    /// <summary>The sources of a request's spans and metrics: the server, the runtime and the database.</summary>
    private static readonly string[] Sources = ["Microsoft.AspNetCore", Telemetry.SourceName, "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", Telemetry.SourceName, "Npgsql", "System.Runtime"];

    /// <summary>Adds the exporters; they are flushed and disposed with the host.</summary>
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

    // The container does not dispose singletons that are registered as instances.
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
