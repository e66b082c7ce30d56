using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.LocalHost;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>The local host on a database of its own.</summary>
internal sealed class OursUnderTest : IAsyncDisposable
{
    private readonly LocalApplication _app;
    private readonly PrivateDatabase _database;

    private OursUnderTest(LocalApplication app, PrivateDatabase database)
    {
        _app = app;
        _database = database;
        Client = app.Services.GetRequiredService<DurableTaskClient>();
    }

    public DurableTaskClient Client { get; }

    public string ConnectionString => _database.ConnectionString;

    public string Url => _app.Urls.First();

    public static async Task<OursUnderTest> StartAsync(
        PrivatePostgres postgres, int partitions = 4, Action<DurableOptions>? configure = null)
    {
        var database = await postgres.CreateDatabaseAsync();
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["DATABASE_URL"] = database.ConnectionString;
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Durable.PartitionCount = partitions;
        configure?.Invoke(builder.Durable);
        builder.AddFunctions(typeof(BenchFunctions));
        var app = builder.Build();
        await app.StartAsync();
        return new(app, database);
    }

    /// <summary>Runs one workflow of five steps from its start to its durable end.</summary>
    public async Task RunWorkflowAsync()
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(nameof(BenchFunctions.FiveSteps));
        var ended = await Client.WaitForInstanceCompletionAsync(id);
        if (ended.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
        {
            throw new InvalidOperationException($"A workflow ended {ended.RuntimeStatus}: {ended.FailureDetails}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
