using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Tests;

/// <summary>Topics, failing sessions, failing batches and missed timers, as the platform documents them.</summary>
[Collection("postgres")]
public sealed class QueueAndTimerTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly Seen _seen = new();
    private TestHub _hub = null!;
    private LocalApplication _app = null!;

    public async Task InitializeAsync()
    {
        _hub = await postgres.CreateHubAsync();

        // As a host left it that was down when the timer was due, several times over.
        await using (var missed = _hub.Source.CreateCommand(
            "INSERT INTO durable.timers (name, schedule, last_run, next_run) VALUES ('Missed', '0 0 * * * *', now() - interval '5 hours', now() - interval '4 hours')"))
        {
            await missed.ExecuteNonQueryAsync();
        }

        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Configuration["EVERY_HOUR"] = "0 0 * * * *";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_hub.Source);
        builder.Services.AddSingleton(_seen);
        builder.Queues.RetryPause = TimeSpan.FromMilliseconds(1);
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
    public async Task Every_subscription_of_a_topic_has_its_own_copy()
    {
        await _app.Services.GetRequiredService<IQueueSender>().SendAsync([QueueMessage.Json("news", 1)]);

        Assert.Equal(["left 1", "right 1"], await _seen.TakeAsync("news", 2));
    }

    [Fact]
    public async Task A_message_that_fails_holds_back_its_own_session_and_no_other()
    {
        await _app.Services.GetRequiredService<IQueueSender>().SendAsync(
            [.. Enumerable.Range(1, 3).SelectMany(i => new[] { Session("ill", i), Session("well", i) })]);

        var handled = await _seen.TakeAsync("sessions", 6);

        Assert.Equal(["ill 1 (3)", "ill 2 (1)", "ill 3 (1)", "well 1 (1)", "well 2 (1)", "well 3 (1)"], handled);
        var order = _seen.All("sessions");
        Assert.Equal(["ill 1 (3)", "ill 2 (1)", "ill 3 (1)"], order.Where(it => it.StartsWith("ill", StringComparison.Ordinal)));
        Assert.Equal(["well 1 (1)", "well 2 (1)", "well 3 (1)"], order.Where(it => it.StartsWith("well", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_batch_that_fails_comes_again_as_a_whole()
    {
        await _app.Services.GetRequiredService<IQueueSender>().SendAsync([.. Enumerable.Range(1, 5).Select(i => QueueMessage.Json("batches", i))]);

        Assert.Equal(["1", "2", "3", "4", "5"], await _seen.TakeAsync("batches", 5));
    }

    [Fact]
    public async Task Runs_that_were_missed_are_made_up_for_by_one_that_knows_it_is_late() =>
        Assert.Equal(["past due True"], await _seen.TakeAsync("timer", 1));

    private static QueueMessage Session(string session, int number) => QueueMessage.Json("sessions", $"{session} {number}", sessionId: session);

    public sealed class Seen
    {
        private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _seen = new();
        private int _attempts;

        public bool IsFirstAttempt => Interlocked.Increment(ref _attempts) == 1;

        public void Add(string what, string value) => _seen.GetOrAdd(what, _ => new()).Enqueue(value);

        public string[] All(string what) => [.. _seen[what]];

        public Task<string[]> TakeAsync(string what, int count) => Eventually.GetAsync(() =>
            Task.FromResult(_seen.TryGetValue(what, out var seen) && seen.Count >= count ? seen.Order(StringComparer.Ordinal).ToArray() : null));
    }

    public sealed class Listeners(Seen seen)
    {
        [Function(nameof(Left))]
        public void Left([ServiceBusTrigger("news", "left")] int number) => seen.Add("news", $"left {number}");

        [Function(nameof(Right))]
        public void Right([ServiceBusTrigger("news", "right")] int number) => seen.Add("news", $"right {number}");

        [Function(nameof(Sessions))]
        public void Sessions([ServiceBusTrigger("sessions", IsSessionsEnabled = true)] string message, int deliveryCount)
        {
            if (message == "\"ill 1\"" && deliveryCount < 3)
            {
                throw new InvalidOperationException("not yet");
            }

            seen.Add("sessions", $"{message.Trim('"')} ({deliveryCount})");
        }

        [Function(nameof(Batches))]
        public void Batches([ServiceBusTrigger("batches", IsBatched = true)] int[] numbers)
        {
            if (seen.IsFirstAttempt)
            {
                throw new InvalidOperationException("not yet");
            }

            foreach (var number in numbers)
            {
                seen.Add("batches", $"{number}");
            }
        }

        [Function(nameof(Missed))]
        public void Missed([TimerTrigger("%EVERY_HOUR%")] TimerInfo timer) => seen.Add("timer", $"past due {timer.IsPastDue}");
    }
}
