using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// The durable runtime of one process: the partitions it owns, and the routing to those owned by other processes.
/// </summary>
internal sealed class DurableEngine : IEffects, IAsyncDisposable
{
    /// <summary>Replies delivered before the thread yields; delivering them takes a few hundred microseconds.</summary>
    private const int AnswersInATurn = 32;

    private readonly ILeases _leases;
    private Partition?[] _partitions = [];
    private PartitionTurns? _turns;
    private Inboxes? _inboxes;
    private Task[] _loops = [];
    private readonly ActivityRunner _activities;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log;
    private Task _background = Task.CompletedTask;

    public DurableEngine(EngineServices services, ILeases leases)
    {
        Services = services;
        _leases = leases;
        _log = services.Loggers.CreateLogger<DurableEngine>();
        _activities = new ActivityRunner(services);
    }

    public EngineServices Services { get; }

    /// <summary>The partitions that this process owns.</summary>
    public IEnumerable<Partition> Owned => _partitions.OfType<Partition>();

    /// <summary>Acquires free partitions and starts serving them.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _partitions = new Partition?[Services.Partitioning.Count];
        _loops = [.. _partitions.Select(_ => Task.CompletedTask)];
        _turns = new PartitionTurns(Services.Time, _partitions.Length);
        _inboxes = new Inboxes(Services, _partitions.Length, number => Volatile.Read(ref _partitions[number]));
        for (var number = 0; number < _partitions.Length; number++)
        {
            var partition = number;
            _leases.Want(
                ResourceOf(partition),
                epoch => Serve(partition, epoch),
                () => Volatile.Read(ref _partitions[partition])?.Abandon());
        }

        await _leases.StartAsync(cancellation).ConfigureAwait(false);
        _background = Task.WhenAll(
            _inboxes.RunAsync(_stopping.Token),
            new Watchdog(Services, () => Owned).RunAsync(_stopping.Token),
            new Retention(Services).RunAsync(_stopping.Token));
    }

    /// <summary>Finishes the work that can be finished in time, makes it durable and releases the partitions.</summary>
    public async Task StopAsync(TimeSpan timeout)
    {
        _leases.StopTaking();
        var begun = Services.Time.GetTimestamp();
        while (_activities.InFlight > 0 && Services.Time.GetElapsedTime(begun) < timeout)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), Services.Time).ConfigureAwait(false);
        }

        await _activities.CancelAsync().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var partition in Owned)
        {
            partition.Drain();
        }

        await Task.WhenAny(Task.WhenAll(_loops), Task.Delay(timeout, Services.Time)).ConfigureAwait(false);
        await AbandonAsync().ConfigureAwait(false);
        await _leases.ReleaseAllAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Stops immediately, as a crash would.</summary>
    public async Task AbandonAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var partition in Owned)
        {
            partition.Abandon();
        }

        await Task.WhenAll(_loops).ConfigureAwait(false);
        await _background.ConfigureAwait(false);
    }

    /// <summary>The partition that an instance belongs to, or null if another process owns it.</summary>
    public Partition? PartitionOf(string instanceId) => Volatile.Read(ref _partitions[Services.Partitioning.Of(instanceId)]);

    /// <summary>Notifies the process that owns a partition of a new message.</summary>
    public void Tell(int partition) => _inboxes!.Tell(partition);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(Partition from, CommitWork done)
    {
        foreach (var start in done.Activities)
        {
            _activities.Start(from, start);
        }

        // Each reply schedules its caller on this thread's local queue, ahead of work queued by other partitions.
        for (var i = 0; i < done.Answers.Count; i++)
        {
            done.Answers[i]();
            if (i % AnswersInATurn == AnswersInATurn - 1)
            {
                await default(NextTurn);
            }
        }

        foreach (var message in done.Commit.Outgoing)
        {
            if (Volatile.Read(ref _partitions[message.Partition]) is { } here)
            {
                here.Post(new MessageInput(message));
            }
            else
            {
                _inboxes!.Tell(message.Partition);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await AbandonAsync().ConfigureAwait(false);
        await _leases.DisposeAsync().ConfigureAwait(false);
        _activities.Dispose();
        _stopping.Dispose();
    }

    private static string ResourceOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"partition:{partition}");

    private void Serve(int number, long epoch)
    {
        var former = _loops[number];
        var partition = new Partition(number, epoch, Services, this, _turns!);
        Volatile.Write(ref _partitions[number], partition);
        _loops[number] = Task.Run(async () =>
        {
            await former.ConfigureAwait(false);
            await ServeAsync(partition, epoch).ConfigureAwait(false);
        });
    }

    private async Task ServeAsync(Partition partition, long epoch)
    {
        try
        {
            await partition.RunAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Cancelled, either by a shutdown or because another process acquired the lease.
        }
        catch (ConsumedException e)
        {
            _log.LogWarning("Partition {Partition} is being reopened: {Reason}", partition.Number, e.Message);
        }
        catch (FencedException)
        {
            _log.LogWarning("Partition {Partition} was taken over by another process.", partition.Number);
        }
        catch (Exception e)
        {
            _log.LogCritical(e, "Partition {Partition} stopped with an error and is being reopened.", partition.Number);
        }
        finally
        {
            Interlocked.CompareExchange(ref _partitions[partition.Number], null, partition);
            _leases.Drop(ResourceOf(partition.Number), epoch);
            _activities.Forget(partition);
            partition.Dispose();
        }
    }
}
