using Azure.Core;
using Azure.Messaging.ServiceBus;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Azure;

/// <summary>Azure-specific services: queues on Service Bus, and telemetry to Azure Monitor.</summary>
internal static class AzureServices
{
    /// <summary>Adds them and creates the worker.</summary>
    public static IHost Build(FunctionsApplicationBuilder builder, TokenCredential credential)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<UnhandledExceptions>();
        builder.UseMiddleware<QueuePace>();
        builder.Services
            .AddSingleton(_ => Connect(builder, credential))
            .AddSingleton<IOrderQueue, ServiceBusOrderQueue>()
            .AddSingleton<IDeadLetterQueue, ServiceBusDeadLetters>();
        AddTelemetry(builder, credential);
        return builder.Build();
    }

    private static ServiceBusClient Connect(FunctionsApplicationBuilder builder, TokenCredential credential) =>
        builder.Configuration["SERVICE_BUS"] is { Length: > 0 } connectionString
            ? new ServiceBusClient(connectionString)
            : new ServiceBusClient(Setting.Required(builder.Configuration, "SERVICE_BUS:fullyQualifiedNamespace"), credential);

    // One trace per order: the host's spans, ours, and those of every outgoing call. Access to the telemetry endpoint is by
    // identity too.
    private static void AddTelemetry(FunctionsApplicationBuilder builder, TokenCredential credential)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(traces => traces.AddSource("Paynode.*", "Azure.*", "Npgsql"))
            .WithMetrics(metrics => metrics.AddMeter("Paynode.*", "Npgsql"));
        if (builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 })
        {
            telemetry.UseAzureMonitorExporter(options => options.Credential = credential);
        }
    }
}
