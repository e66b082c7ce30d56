using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>The clocks of the machines that share a queue differ; the database's alone says what is due.</summary>
[Collection("postgres")]
public sealed class QueueClockTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_process_whose_clock_is_behind_handles_what_another_has_sent()
    {
        await using var hub = await postgres.CreateHubAsync();
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(hub.Source);
        builder.Services.AddSingleton<TimeProvider>(new LateTime());
        builder.Services.AddSingleton(new TaskCompletionSource<string>());
        builder.AddFunctions(typeof(Listener));
        await using var app = builder.Build();
        await app.StartAsync();
        await using (var sent = hub.Source.CreateCommand("INSERT INTO durable.queue_messages (queue, message_id, body, available_at) VALUES ('work', 'm', '1', now())"))
        {
            await sent.ExecuteNonQueryAsync();
        }

        var handled = await app.Services.GetRequiredService<TaskCompletionSource<string>>().Task.WaitAsync(HangLimit.OfWait);

        Assert.Equal("1", handled);
        await app.StopAsync();
    }

    public sealed class Listener(TaskCompletionSource<string> handled)
    {
        [Function("Late")]
        public void Late([ServiceBusTrigger("work")] string text) => handled.TrySetResult(text);
    }

    private sealed class LateTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - TimeSpan.FromHours(1);
    }
}
