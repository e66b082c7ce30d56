namespace Paynode.LocalHost.Durable;

/// <summary>
/// Leases for the in-memory journal: this process always holds all of them. Epochs increase for as long as the object
/// exists.
/// </summary>
internal sealed class SoleLeases : ILeases
{
    private readonly Dictionary<string, Action<long>> _wanted = [];
    private long _epoch;
    private bool _started;

    public void Want(string resource, Action<long> onGained, Action onLost)
    {
        _wanted[resource] = onGained;
        if (_started)
        {
            onGained(++_epoch);
        }
    }

    public void Drop(string resource, long epoch)
    {
    }

    public void StopTaking()
    {
    }

    public Task StartAsync(CancellationToken cancellation)
    {
        _started = true;
        foreach (var gained in _wanted.Values)
        {
            gained(++_epoch);
        }

        return Task.CompletedTask;
    }

    public Task ReleaseAllAsync(CancellationToken cancellation)
    {
        _started = false;
        _wanted.Clear();
        return Task.CompletedTask;
    }

    // The journal outlives an engine, and the next engine acquires its leases.
    public async ValueTask DisposeAsync() => await ReleaseAllAsync(CancellationToken.None).ConfigureAwait(false);
}
