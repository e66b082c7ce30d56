using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.LocalHost;
using Paynode.LocalHost.Queues;
using Paynode.LocalServices;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Tests;

/// <summary>The order queues on PostgreSQL, through the real runtime.</summary>
public sealed class PostgresOrderQueueTests : OrderQueueSuite, IAsyncLifetime
{
    private readonly OrderQueueListener _listener = new();
    private readonly OrderQueueMap _queues = new(["orders-ngn", "orders-kes"]);
    private PrivatePostgres _server = null!;
    private NpgsqlDataSource _source = null!;
    private LocalApplication _app = null!;

    protected override OrderQueueListener Listener => _listener;

    protected override IOrderQueue Queue => new PostgresOrderQueue(_app.Services.GetRequiredService<IQueueSender>(), _queues);

    protected override IDeadLetterQueue Letters => new PostgresDeadLetterQueue(_app.Services.GetRequiredService<DeadLetters>());

    public async Task InitializeAsync()
    {
        _server = await PrivatePostgres.StartAsync();
        var database = await _server.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(database.ConnectionString);
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_source).AddSingleton(_listener);
        builder.Queues.RetryPause = TimeSpan.FromMilliseconds(1);
        builder.Queues.MaxDeliveryCount = 3;
        builder.AddFunctions(typeof(Functions));
        _app = builder.Build();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _source.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>As <see cref="OrderQueueFunctions"/> is declared, with the test's listener behind it.</summary>
    public sealed class Functions(OrderQueueListener listener)
    {
        [Function(nameof(Ngn))]
        public void Ngn([ServiceBusTrigger("orders-ngn", IsSessionsEnabled = true)] EscrowEventMessage message) => listener.Take("orders-ngn", message);

        [Function(nameof(Kes))]
        public void Kes([ServiceBusTrigger("orders-kes", IsSessionsEnabled = true)] EscrowEventMessage message) => listener.Take("orders-kes", message);
    }
}
