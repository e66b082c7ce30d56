using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Configuration;
using Paynode.Chain.Cryptography;
using Paynode.Functions;
using Paynode.Orchestrations;
using Paynode.Routing;
using Paynode.Storage;
using StackExchange.Redis;

// The composition root of the embedded runtime: PostgreSQL queues, our own JSON-RPC client, the operator's key from the
// environment. Everything else is shared with the cloud (PaynodeServices).
var builder = LocalApplication.CreateBuilder(args);
var configuration = builder.Configuration;

await using var database = NpgsqlDataSource.Create(DatabaseUrl.ToConnectionString(Setting.Required(configuration, "DATABASE_URL")));
await Migrator.ApplyAsync(database, PaynodeServices.Migrations, CancellationToken.None);

using var http = new HttpClient();
using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole());
var chains = await ChainConnection.OpenAsync(
    configuration,
    options => ChainClientFactory.Create(options, http, TimeProvider.System, Random.Shared),
    settings => LocalKeySigner.FromHex(Setting.Required(settings, "PAYNODE_OPERATOR_KEY")),
    database,
    loggers,
    CancellationToken.None);
using var redis = await RedisUrl.ConnectAsync(new Uri(Setting.Required(configuration, "REDIS_URL")));

builder.Services.AddSingleton<IConnectionMultiplexer>(redis);
builder.Services.AddPaynode(configuration, database, chains);
builder.Services.AddSingleton<IOrderQueue, PostgresOrderQueue>().AddSingleton<IDeadLetterQueue, PostgresDeadLetterQueue>();
OrderQueueSettings.Fill(configuration, chains);

// A movement of the escrow is tried for three quarters of an hour, while it blocks its own order only; then it is a dead letter:
// an error in the log, and POST /runtime/queues/{queue}/dead-letters/requeue once its cause is mended.
builder.Queues.MaxDeliveryCount = 100;
builder.AddFunctions(typeof(OrderFunctions).Assembly, typeof(OrderLifecycle).Assembly);

await using var app = builder.Build();
await app.RunAsync();
