using Microsoft.Extensions.Logging.Abstractions;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>Word of messages between the processes of one database.</summary>
[Collection("postgres")]
public sealed class InboxSignalTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_process_hears_that_an_inbox_has_something()
    {
        await using var hub = await postgres.CreateHubAsync();
        var signal = new InboxSignal(hub.Source, TimeProvider.System, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        var heard = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = signal.ListenAsync(partition => heard.TrySetResult(partition), stop.Token);

        await Eventually.TrueAsync(() => TellAsync(signal).IsCompletedSuccessfully && heard.Task.IsCompleted);

        Assert.Equal(3, await heard.Task);
        await stop.CancelAsync();
        await listening;
    }

    private static Task TellAsync(InboxSignal signal)
    {
        // Again and again, as nobody hears it before they listen.
        signal.TellAsync([3], CancellationToken.None).GetAwaiter().GetResult();
        return Task.CompletedTask;
    }
}
