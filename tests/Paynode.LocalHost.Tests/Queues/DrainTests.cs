using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>A message that is under way when the host stops.</summary>
[Collection("postgres")]
public sealed class DrainTests(TestPostgres postgres)
{
    [Fact]
    public async Task It_is_finished_within_the_hosts_patience()
    {
        await using var hub = await postgres.CreateHubAsync();
        var work = new Work();
        await using var app = await StartAsync(hub, work, HangLimit.OfWait);
        await app.Services.GetRequiredService<IQueueSender>().SendAsync([QueueMessage.Json("drained", 1)]);
        await work.Begun.Task;

        var stopping = app.StopAsync();
        Assert.False(work.Cancellation.IsCancellationRequested);
        work.Gate.SetResult();
        await stopping;

        Assert.True(work.IsDone);
        await using var left = hub.Source.CreateCommand("SELECT count(*) FROM durable.queue_messages");
        Assert.Equal(0L, await left.ExecuteScalarAsync());
    }

    [Fact]
    public async Task It_is_told_to_end_when_the_patience_is_over()
    {
        await using var hub = await postgres.CreateHubAsync();
        var work = new Work();
        await using var app = await StartAsync(hub, work, TimeSpan.FromMilliseconds(50));
        await app.Services.GetRequiredService<IQueueSender>().SendAsync([QueueMessage.Json("drained", 1)]);
        await work.Begun.Task;

        await app.StopAsync();

        Assert.True(work.Cancellation.IsCancellationRequested);
        Assert.False(work.IsDone);
    }

    private static async Task<LocalApplication> StartAsync(TestHub hub, Work work, TimeSpan timeout)
    {
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(hub.Source);
        builder.Services.AddSingleton(work);
        builder.DrainTimeout = timeout;
        builder.AddFunctions(typeof(Listener));
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    /// <summary>What the message's function does and is told.</summary>
    public sealed class Work
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Cancellation { get; set; }

        public bool IsDone { get; set; }
    }

    public sealed class Listener(Work work)
    {
        [Function("Drained")]
        public async Task Run([ServiceBusTrigger("drained")] string text, CancellationToken cancellation)
        {
            work.Cancellation = cancellation;
            work.Begun.SetResult();
            await work.Gate.Task.WaitAsync(cancellation);
            work.IsDone = true;
        }
    }
}
