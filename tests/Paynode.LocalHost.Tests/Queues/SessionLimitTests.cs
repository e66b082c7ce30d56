using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Tests;

/// <summary>How much of a queue with sessions is taken at once.</summary>
[Collection("postgres")]
public sealed class SessionLimitTests(TestPostgres postgres) : IAsyncLifetime
{
    private const int AtOnce = 3;
    private const int BatchSize = 5;
    private const int Messages = 20;

    private readonly Load _load = new();
    private TestHub _hub = null!;
    private LocalApplication _app = null!;

    public async Task InitializeAsync()
    {
        _hub = await postgres.CreateHubAsync();
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_hub.Source);
        builder.Services.AddSingleton(_load);
        builder.Queues.MaxConcurrentSessions = AtOnce;
        builder.Queues.MaxMessageBatchSize = BatchSize;
        builder.AddFunctions(typeof(Listeners));
        _app = builder.Build();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Messages_without_a_session_are_bounded_like_sessions()
    {
        await SendAsync("single", null);
        await Eventually.TrueAsync(() => _load.Now >= AtOnce);

        _load.Gate.SetResult();
        await Eventually.TrueAsync(() => _load.Deliveries.Count == Messages);

        Assert.Equal(AtOnce, _load.Most);
    }

    [Fact]
    public async Task Messages_beyond_a_sessions_batch_are_not_counted_as_delivered()
    {
        _load.Gate.SetResult();
        await SendAsync("batches", "one");

        await Eventually.TrueAsync(() => _load.Deliveries.Count == Messages / BatchSize);

        Assert.All(_load.Deliveries, call => Assert.Equal(1, call.Delivery));
    }

    private Task SendAsync(string queue, string? session) => _app.Services.GetRequiredService<IQueueSender>()
        .SendAsync([.. Enumerable.Range(0, Messages).Select(i => QueueMessage.Json(queue, i, null, session))]);

    /// <summary>Calls under way, and the deliveries that they were.</summary>
    public sealed class Load
    {
        private readonly Lock _lock = new();

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<(string First, int Delivery)> Deliveries { get; } = new();

        public int Now { get; private set; }

        public int Most { get; private set; }

        public async Task HandleAsync(string first, int delivery)
        {
            lock (_lock)
            {
                Now++;
                Most = Math.Max(Most, Now);
            }

            await Gate.Task;
            lock (_lock)
            {
                Now--;
            }

            Deliveries.Enqueue((first, delivery));
        }
    }

    public sealed class Listeners(Load load)
    {
        [Function("Single")]
        public Task Single([ServiceBusTrigger("single", IsSessionsEnabled = true)] string text, int deliveryCount) => load.HandleAsync(text, deliveryCount);

        [Function("Batches")]
        public Task Batches([ServiceBusTrigger("batches", IsSessionsEnabled = true, IsBatched = true)] string[] texts, int deliveryCount) => load.HandleAsync(texts[0], deliveryCount);
    }
}
