using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Paynode.LocalHost;
using Paynode.LocalServices;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

/// <summary>The outbox in front of the real runtime.</summary>
public sealed class OutboxPublisherTests() : ServicesFixture(LocalService.Postgres), IAsyncLifetime
{
    private LocalApplication app = null!;
    private NpgsqlDataSource source = null!;
    private Outbox outbox = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        source = NpgsqlDataSource.Create(DatabaseConnectionString);
        await Migrator.ApplyAsync(source, [.. StorageSchema.Scripts]);
        outbox = new Outbox(source);
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(source);
        app = builder.Build();
        await app.StartAsync();
    }

    public override async Task DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await source.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_event_to_an_orchestration_that_is_gone_is_dropped()
    {
        await AddAsync(OutboxKinds.Raise, "purged", LifecycleEvents.Escrow);

        await PublishAsync();

        Assert.Equal(0, await outbox.CountAsync());
    }

    [Fact]
    public async Task An_event_to_an_orchestration_whose_start_another_host_has_taken_waits_for_it()
    {
        await AddAsync(OutboxKinds.Start, "order", nameof(OrderLifecycle));
        await outbox.TakeAsync(1, DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        await AddAsync(OutboxKinds.Raise, "order", LifecycleEvents.Deposit);

        await PublishAsync();

        Assert.Equal(2, await outbox.CountAsync());
    }

    private Task PublishAsync() => new OutboxPublisher(outbox, TimeProvider.System, NullLogger<OutboxPublisher>.Instance)
        .PublishAsync(app.Services.GetRequiredService<DurableTaskClient>(), CancellationToken.None);

    private async Task AddAsync(string kind, string destination, string name)
    {
        await using var connection = await source.OpenConnectionAsync();
        await outbox.AddAsync(connection, kind, destination, name, "{}", DateTimeOffset.UtcNow);
    }
}
