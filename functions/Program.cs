using Azure.Core;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paynode.Chain.Configuration;
using Paynode.Chain.Transactions;
using Paynode.Functions;
using Paynode.Functions.Azure;
using Paynode.LocalHost;
using Paynode.Orchestrations;
using Paynode.Payments;
using Paynode.Routing;
using StackExchange.Redis;

// The composition root of both hosts. Started by the Azure Functions host, this program is its worker; started on its own, it is
// the local host. The hosts differ in their queues and in where telemetry goes (AzureServices, LocalServices). In both,
// credentials follow from the settings: a URL with a password is used unchanged, one without uses the app's identity.
var isWorker = FunctionsHost.Started(args);
IHostApplicationBuilder builder = isWorker ? FunctionsApplication.CreateBuilder(args) : LocalApplication.CreateBuilder(args);
var configuration = builder.Configuration;
TokenCredential credential = new DefaultAzureCredential();

await using var database = DatabaseByIdentity.Create(Setting.Required(configuration, "DATABASE_URL"), credential);
await Migrator.ApplyAsync(database, PaynodeServices.Migrations, CancellationToken.None);

using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole());
using var http = ChainClientFactory.CreateHttpClient();
var secrets = SecretBox.FromBase64(Setting.Required(configuration, "PAYNODE_SECRETS_KEY"));
var operatorKey = await OperatorKey.OpenAsync(configuration, credential, CancellationToken.None);
var chains = await ChainConnection.OpenAsync(
    configuration,
    options => ChainClientFactory.Create(options, http, TimeProvider.System, Random.Shared),
    operatorKey,
    new TransactionSeal(secrets.DeriveKey("paynode transaction seal 1")),
    database,
    loggers,
    CancellationToken.None);
if (Setting.Flag(configuration, "PAYNODE_SEAL_EXISTING"))
{
    await SealingAtStart.RunAsync(
        new ExistingSeals(database, new SettlementSeal(secrets)), chains.Fleet, TimeProvider.System, loggers.CreateLogger<ExistingSeals>(),
        CancellationToken.None);
}

await using var redis = await RedisByIdentity.ConnectAsync(
    new Uri(Setting.Required(configuration, "REDIS_URL")), credential, log: loggers.CreateLogger<RedisByIdentity>());

builder.Services.AddSingleton<IConnectionMultiplexer>(redis.Connection);
builder.Services.AddPaynode(configuration, database, chains);
builder.Services.AddLanguageModel(configuration, credential);

if (isWorker)
{
    using var worker = AzureServices.Build((FunctionsApplicationBuilder)builder, credential);
    await worker.RunAsync();
}
else
{
    await using var host = LocalServices.Build((LocalApplicationBuilder)builder, chains);
    await host.RunAsync();
}
