using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Queues;

/// <summary>Consumes the queues that functions of this process listen to, as far as their leases are this process's.</summary>
internal sealed class QueueService(NpgsqlDataSource source, ILeases leases, QueueSignals signals, QueueOptions options, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    /// <summary>How long functions that were told to end may take to do so.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, Task> _running = [];
    private readonly ILogger _log = loggers.CreateLogger<QueueService>();
    private readonly Lock _lock = new();

    /// <summary>Cancelled when the host's patience with functions is over; handed to them.</summary>
    public CancellationToken Ending => _ending.Token;

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

    /// <summary>Takes no more messages and lets those under way be finished; past the patience their functions are told to end.</summary>
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
