namespace Paynode.LocalHost.Durable;

/// <summary>
/// Mutual exclusion between processes for what only one may do: write a partition, run the timers, consume a queue.
/// </summary>
internal interface ILeases : IAsyncDisposable
{
    /// <summary>Starts competing for a resource. Callbacks run one at a time; no epoch is assigned twice.</summary>
    /// <param name="resource">The resource's name.</param>
    /// <param name="onGained">Called with the epoch when this process acquires the lease.</param>
    /// <param name="onLost">Called when this process loses the lease.</param>
    void Want(string resource, Action<long> onGained, Action onLost);

    /// <summary>Releases a resource that this process cannot use; it may be acquired again later.</summary>
    void Drop(string resource, long epoch);

    /// <summary>Makes the first attempt to acquire all resources, and continues in the background.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Stops acquiring leases; those held are kept.</summary>
    void StopTaking();

    /// <summary>Releases all leases, so that another process need not wait for them to expire.</summary>
    Task ReleaseAllAsync(CancellationToken cancellation);
}
