using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Queues;

/// <summary>Consumes the queues for which this process has functions and holds the lease.</summary>
internal sealed class QueueService(
    NpgsqlDataSource source,
    ILeases leases,
    QueueSignals signals,
    QueueOptions options,
    TimeProvider time,
    ILoggerFactory loggers) : IDisposable
{
    /// <summary>How long functions may take to end after cancellation.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, Task> _running = [];
    private readonly ILogger _log = loggers.CreateLogger<QueueService>();
    private readonly Lock _lock = new();

    /// <summary>Passed to functions; cancelled when the shutdown timeout has elapsed.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Acquires the leases of the listeners' queues and consumes them.</summary>
    public void Listen(IEnumerable<QueueListener> listeners)
    {
        foreach (var listener in listeners)
        {
            CancellationTokenSource? current = null;
            leases.Want(
                listener.Resource,
                epoch =>
                {
                    current = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                    Consume(listener, epoch, current.Token);
                },
                () => current?.Cancel());
        }
    }

    /// <summary>
    /// Stops receiving and lets messages in progress finish; after the timeout their functions are cancelled.
    /// </summary>
    public async Task StopAsync(TimeSpan timeout)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] running;
        lock (_lock)
        {
            running = [.. _running.Values];
        }

        var ended = Task.WhenAll(running);
        await Task.WhenAny(ended, Task.Delay(timeout, time)).ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(ended, Task.Delay(LastWord, time)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _ending.Dispose();
    }

    private void Consume(QueueListener listener, long epoch, CancellationToken stopping)
    {
        var signal = signals.Of(listener.Queue);
        stopping.UnsafeRegister(static wake => ((WakeSignal)wake!).Set(), signal.Wake);
        lock (_lock)
        {
            var former = _running.GetValueOrDefault(listener.Queue, Task.CompletedTask);
            _running[listener.Queue] = Task.Run(async () =>
            {
                await former.ConfigureAwait(false);
                var store = new QueueStore(source, listener.Queue);
                await new QueueConsumer(listener, store, signal, options, time, _log, epoch, stopping).RunAsync().ConfigureAwait(false);
            }, CancellationToken.None);
        }
    }
}
