using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Embedded.Durable;

namespace Paynode.Embedded.Queues;

/// <summary>Consumes the queues that functions of this process listen to, as far as their leases are this process's.</summary>
internal sealed class QueueService(NpgsqlDataSource source, ILeases leases, QueueSignals signals, QueueOptions options, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Task> _running = [];
    private readonly ILogger _log = loggers.CreateLogger<QueueService>();
    private readonly Lock _lock = new();

    /// <summary>Cancelled when the queues are to be left alone; handed to functions.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Asks for the queues of these listeners.</summary>
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

    /// <summary>Takes no more messages, and waits for those under way.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] running;
        lock (_lock)
        {
            running = [.. _running.Values];
        }

        await Task.WhenAny(Task.WhenAll(running), Task.Delay(patience, time)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

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
