using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Nethereum;
using Paynode.Functions;
using Paynode.Functions.Azure;
using Paynode.Orchestrations;
using Paynode.Storage;
using StackExchange.Redis;

// The composition root of the Azure runtime: Service Bus queues, the operator's key in the vault, and the app's own identity
// wherever the embedded runtime has a password. Everything else is shared with it (PaynodeServices).
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<QueuePace>();
var configuration = builder.Configuration;
var credential = new DefaultAzureCredential();

await using var database = DatabaseByIdentity.Create(Setting.Required(configuration, "DATABASE_URL"), credential);
await Migrator.ApplyAsync(database, PaynodeServices.Migrations, CancellationToken.None);

// A client for each node, for good; its connections follow the node's address.
static HttpClient NodeClient() => new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole());

// Core Tools and the emulators have no vault: there the key is in the environment, as in the embedded runtime.
ISigner operatorKey = configuration["PAYNODE_OPERATOR_KEY_ID"] is { Length: > 0 } keyId
    ? await KeyVaultSigner.OpenAsync(new Uri(keyId), credential, CancellationToken.None)
    : LocalKeySigner.FromHex(Setting.Required(configuration, "PAYNODE_OPERATOR_KEY"));
var chains = await ChainConnection.OpenAsync(
    configuration,
    options => NethereumClientFactory.Create(options, NodeClient, TimeProvider.System, Random.Shared),
    _ => operatorKey,
    database,
    loggers,
    CancellationToken.None);
await using var redis = await RedisByIdentity.ConnectAsync(new Uri(Setting.Required(configuration, "REDIS_URL")), credential);
await using var bus = configuration["SERVICE_BUS"] is { Length: > 0 } emulator
    ? new ServiceBusClient(emulator)
    : new ServiceBusClient(Setting.Required(configuration, "SERVICE_BUS:fullyQualifiedNamespace"), credential);

builder.Services.AddSingleton<IConnectionMultiplexer>(redis);
builder.Services.AddPaynode(configuration, database, chains);
builder.Services.AddSingleton(bus).AddSingleton<IOrderQueue, ServiceBusOrderQueue>().AddSingleton<IDeadLetterQueue, ServiceBusDeadLetters>();
builder.Services.AddLanguageModel(configuration, credential);

// One trace an order: the host's spans, ours, and those of every call out. Who may write telemetry is decided by identity too.
var telemetry = builder.Services.AddOpenTelemetry()
    .UseFunctionsWorkerDefaults()
    .WithTracing(traces => traces.AddSource("Paynode.*", "Azure.*", "Npgsql"))
    .WithMetrics(metrics => metrics.AddMeter("Paynode.*", "Npgsql"));
if (configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 })
{
    telemetry.UseAzureMonitorExporter(options => options.Credential = credential);
}

await builder.Build().RunAsync();
