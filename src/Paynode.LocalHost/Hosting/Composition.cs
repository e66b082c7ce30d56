using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.LocalHost.Durable;
using Paynode.LocalHost.Functions;
using Paynode.LocalHost.Http;
using Paynode.LocalHost.Management;
using Paynode.LocalHost.Queues;
using Paynode.LocalHost.Timers;

namespace Paynode.LocalHost.Hosting;

/// <summary>Composition root: registers the parts of an application.</summary>
internal static class Composition
{
    private const string DefaultListen = "http://127.0.0.1:7071";

    public static LocalApplication Build(
        LocalApplicationBuilder builder, WebApplicationBuilder web, IEnumerable<Type> types, IEnumerable<Action<WebApplication>> http)
    {
        var catalog = FunctionCatalog.Of(types);
        var host = HostFile.Read(Path.Combine(builder.Environment.ContentRootPath, "host.json"));
        Apply(host, builder);
        web.WebHost.UseUrls(builder.Configuration["PAYNODE_LISTEN"] ?? DefaultListen);
        web.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, builder));
        web.Services.AddRouting();
        web.Services.Configure<HostOptions>(options => options.ShutdownTimeout = builder.DrainTimeout + TimeSpan.FromSeconds(5));
        AddRuntime(builder, catalog);

        var app = web.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<PathForm>();
        if (host.MaxConcurrentRequests is { } most)
        {
            app.UseMiddleware<RequestLimit>(most, builder.UnlimitedPaths);
        }

        foreach (var configure in http)
        {
            configure(app);
        }

        app.UseRouting();
        var functions = new HttpFunctions(host.RoutePrefix, builder.Configuration["PAYNODE_ADMIN_KEY"]);
        functions.Map(app, catalog);
        new ManagementEndpoints(functions, app.Services).Map(app);
        return new(app);
    }

    private static void Apply(HostFile host, LocalApplicationBuilder builder)
    {
        builder.Durable.PartitionCount = host.PartitionCount ?? builder.Durable.PartitionCount;
        builder.Durable.MaxConcurrentActivities = host.MaxConcurrentActivityFunctions ?? builder.Durable.MaxConcurrentActivities;
        builder.Durable.PurgeEndedAfter = host.PurgeEndedAfter ?? builder.Durable.PurgeEndedAfter;
        builder.Queues.MaxConcurrentCalls = host.MaxConcurrentCalls ?? builder.Queues.MaxConcurrentCalls;
        builder.Queues.MaxConcurrentSessions = host.MaxConcurrentSessions ?? builder.Queues.MaxConcurrentSessions;
        builder.Queues.MaxMessageBatchSize = host.MaxMessageBatchSize ?? builder.Queues.MaxMessageBatchSize;
    }

    private static void Limit(KestrelServerOptions kestrel, LocalApplicationBuilder builder)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = builder.MaxRequestBodyBytes;
    }

    private static void AddRuntime(LocalApplicationBuilder builder, FunctionCatalog catalog)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => DatabaseUrl.Open(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(catalog);
        services.AddSingleton(builder.Durable);
        services.AddSingleton(builder.Queues);
        services.AddSingleton<SettingNames>();
        services.AddSingleton(provider =>
            new SteadyClock(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SteadyClock>>()));
        services.AddSingleton(PayloadSerializer.Limited(builder.Durable.MaxPayloadBytes));
        services.AddSingleton<IJournal>(provider => new PostgresJournal(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<ILeases>(provider => new PostgresLeases(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>(), RandomNumberGenerator.GetInt32(1, int.MaxValue)));
        services.AddSingleton(provider => Engine(provider, catalog));
        services.AddSingleton<DurableTaskClient, LocalDurableTaskClient>();
        services.AddSingleton<QueueSignals>();
        services.AddSingleton(provider => Topology(provider.GetRequiredService<SettingNames>(), catalog));
        services.AddSingleton<IQueueSender, PostgresQueueSender>();
        services.AddSingleton(provider =>
            new DeadLetters(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<QueueSignals>()));
        services.AddSingleton<QueueService>();
        services.AddSingleton<TimerService>();
        OpenTelemetryExport.AddTo(services);
        // First to start and last to stop, so that the application's own hosted services can use it.
        services.Insert(
            0, ServiceDescriptor.Singleton<IHostedService>(provider => new RuntimeService(provider, catalog, builder.DrainTimeout)));
    }

    private static DurableEngine Engine(IServiceProvider provider, FunctionCatalog catalog)
    {
        var payloads = provider.GetRequiredService<PayloadSerializer>();
        var binding = new DurableBinding(provider, payloads);
        var options = provider.GetRequiredService<DurableOptions>();
        var services = new EngineServices
        {
            Journal = provider.GetRequiredService<IJournal>(),
            Options = options,
            Time = provider.GetRequiredService<TimeProvider>(),
            Clock = provider.GetRequiredService<SteadyClock>(),
            Payloads = payloads,
            Loggers = provider.GetRequiredService<ILoggerFactory>(),
            Orchestrators = binding.OrchestratorsOf(catalog),
            Activities = binding.ActivitiesOf(catalog),
            NewId = Guid.CreateVersion7,
            Inbox = new InboxSignal(
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>()),
        };
        return new(services, provider.GetRequiredService<ILeases>());
    }

    private static QueueTopology Topology(SettingNames settings, FunctionCatalog catalog) => new(
        catalog.With<ServiceBusTriggerAttribute>().Where(found => found.Trigger.TopicName is not null)
            .ToLookup(found => settings.Resolve(found.Trigger.TopicName!), found => settings.Resolve(found.Trigger.SubscriptionName!)));
}
