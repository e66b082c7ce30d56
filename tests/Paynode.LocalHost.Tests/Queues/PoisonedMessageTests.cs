using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.LocalHost.Queues;

namespace Paynode.LocalHost.Tests;

/// <summary>A message that nobody can handle is buried, whatever its failure says, and the queue goes on.</summary>
[Collection("postgres")]
public sealed class PoisonedMessageTests(TestPostgres postgres) : IAsyncLifetime
{
    private const int MaxDeliveries = 3;

    private readonly Handled _handled = new();
    private TestHub _hub = null!;
    private LocalApplication _app = null!;

    public async Task InitializeAsync()
    {
        _hub = await postgres.CreateHubAsync();
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_hub.Source);
        builder.Services.AddSingleton(_handled);
        builder.AddFunctions(typeof(Listener));
        builder.Queues.RetryPause = TimeSpan.FromMilliseconds(1);
        builder.Queues.MaxDeliveryCount = MaxDeliveries;
        _app = builder.Build();

        // As a process left it that this message has ended as often as it was delivered.
        await using var fatal = _hub.Source.CreateCommand($"""
            INSERT INTO durable.queue_messages (queue, message_id, body, available_at, delivery_count) VALUES ('work', 'fatal', '"fatal"', now(), {MaxDeliveries})
            """);
        await fatal.ExecuteNonQueryAsync();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData("a NUL \0 in it")]
    [InlineData("half a character \ud800 in it")]
    public async Task A_failure_with_text_that_cannot_be_stored_is_buried_and_the_next_message_is_handled(string failure)
    {
        _handled.Failure = failure;
        var sender = _app.Services.GetRequiredService<IQueueSender>();
        await sender.SendAsync([QueueMessage.Json("work", "bad", "bad")]);
        await BuriedAsync("bad");

        await sender.SendAsync([QueueMessage.Json("work", "good")]);

        await Eventually.TrueAsync(() => _handled.Texts.Contains("good"));
    }

    [Fact]
    public async Task A_message_that_ended_the_process_at_each_delivery_is_buried_unhandled()
    {
        await BuriedAsync("fatal");

        Assert.DoesNotContain("fatal", _handled.Texts);
    }

    private Task BuriedAsync(string id) => Eventually.GetAsync(async () =>
        (await _app.Services.GetRequiredService<DeadLetters>().ListAsync("work", CancellationToken.None)).FirstOrDefault(letter => letter.MessageId == id));

    /// <summary>What was handled, and how the bad one fails.</summary>
    public sealed class Handled
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public string Failure { get; set; } = "";
    }

    public sealed class Listener(Handled handled)
    {
        [Function("Work")]
        public void Work([ServiceBusTrigger("work")] string text)
        {
            handled.Texts.Enqueue(text.Trim('"'));
            if (text.Contains("bad", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(handled.Failure);
            }
        }
    }
}
