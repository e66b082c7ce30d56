using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Leases in PostgreSQL. A process proves that it is alive in two ways: by a session-level advisory lock, released when its
/// connection closes (so that a killed process is replaced immediately), and by a heartbeat counter (so that a hung process
/// is replaced after <see cref="Timeout"/>, measured by the waiting process's monotonic clock; wall clocks are not relied
/// on).
/// </summary>
internal sealed class PostgresLeases(NpgsqlDataSource source, TimeProvider time, ILoggerFactory loggers, int owner) : ILeases
{
    /// <summary>Interval at which leases are renewed and acquired.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a counter may remain unchanged before its owner is considered dead. Including two rounds and a busy machine,
    /// a takeover takes less than 15 s.
    /// </summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    private readonly ILogger _log = loggers.CreateLogger<PostgresLeases>();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lease> _leases = [];
    private readonly CancellationTokenSource _stopping = new();
    private NpgsqlConnection? _session;
    private bool _showsAlive;
    private int _disposed;
    private volatile bool _isTaking = true;
    private Task _rounds = Task.CompletedTask;

    public void Want(string resource, Action<long> onGained, Action onLost)
    {
        lock (_lock)
        {
            _leases[resource] = new Lease(resource, onGained, onLost);
        }
    }

    public void Drop(string resource, long epoch)
    {
        lock (_lock)
        {
            if (_leases.TryGetValue(resource, out var lease) && lease.Epoch == epoch)
            {
                lease.Epoch = 0;
            }
        }
    }

    public void StopTaking() => _isTaking = false;

    public async Task StartAsync(CancellationToken cancellation)
    {
        await RoundAsync(cancellation).ConfigureAwait(false);
        _rounds = RunRoundsAsync();
    }

    public async Task ReleaseAllAsync(CancellationToken cancellation)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _rounds.ConfigureAwait(false);
        try
        {
            await using var command = source.CreateCommand("UPDATE durable.leases SET owner = NULL WHERE owner = $1");
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = owner });
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            _log.LogWarning(e, "The leases could not be released; they will expire.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _rounds.ConfigureAwait(false);
        await CloseSessionAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunRoundsAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false);
                await RoundAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Nothing is released here: the epoch protects what this process holds, not timely renewal.
                _log.LogWarning(e, "The leases could not be renewed; retrying in the next round.");
                await ReopenSessionAsync().ConfigureAwait(false);
            }
        }
    }

    // Immediately, because other processes consider a process without its advisory lock dead.
    private async Task ReopenSessionAsync()
    {
        try
        {
            await OpenSessionAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.LogWarning("The session for leases could not be reopened: {Reason}", e.Message);
            await CloseSessionAsync().ConfigureAwait(false);
        }
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        var session = await OpenSessionAsync(cancellation).ConfigureAwait(false);
        Lease[] leases;
        lock (_lock)
        {
            leases = [.. _leases.Values];
        }

        var stored = await LeaseRows.RenewAndReadAsync(session, owner, leases, cancellation).ConfigureAwait(false);
        foreach (var lease in leases)
        {
            await CheckAsync(session, lease, stored.GetValueOrDefault(lease.Resource), cancellation).ConfigureAwait(false);
        }
    }

    private async Task CheckAsync(NpgsqlConnection session, Lease lease, LeaseRow? stored, CancellationToken cancellation)
    {
        if (lease.Epoch != 0)
        {
            if (stored is null || stored.Epoch != lease.Epoch || stored.Owner != owner)
            {
                lease.Epoch = 0;
                lease.OnLost();
            }

            return;
        }

        var isStale = lease.Observe(stored, time, Timeout);
        if (!_isTaking)
        {
            return;
        }

        if (stored is not { IsAlive: true } || isStale || stored.Owner == owner)
        {
            if (await LeaseRows.TakeAsync(session, owner, lease.Resource, stored, cancellation).ConfigureAwait(false) is { } epoch)
            {
                _log.LogInformation("Acquired {Resource} under epoch {Epoch}.", lease.Resource, epoch);
                lease.Epoch = epoch;
                lease.OnGained(epoch);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenSessionAsync(CancellationToken cancellation)
    {
        if (_session is not { State: System.Data.ConnectionState.Open })
        {
            await CloseSessionAsync().ConfigureAwait(false);
            _session = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }

        // Until the server notices that an earlier connection has closed, that connection's lock shows that this process is
        // alive.
        _showsAlive = _showsAlive || await LeaseRows.ShowAliveAsync(_session, owner, cancellation).ConfigureAwait(false);
        return _session;
    }

    private async Task CloseSessionAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            _showsAlive = false;
            await LeaseRows.ShowGoneAsync(session).ConfigureAwait(false);
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }
}
