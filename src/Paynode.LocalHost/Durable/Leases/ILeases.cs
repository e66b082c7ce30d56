namespace Paynode.LocalHost.Durable;

/// <summary>Who of several processes may do what only one may do: write a partition, run the timers, consume a queue.</summary>
internal interface ILeases : IAsyncDisposable
{
    /// <summary>Wants a resource from now on. Told of each change, one at a time; an epoch is never given twice.</summary>
    /// <param name="resource">The resource's name.</param>
    /// <param name="onGained">Called with the epoch when the resource is this process's.</param>
    /// <param name="onLost">Called when it is not any more.</param>
    void Want(string resource, Action<long> onGained, Action onLost);

    /// <summary>Gives up a resource that this process cannot use; it may be given again later.</summary>
    void Drop(string resource, long epoch);

    /// <summary>Makes the first attempt at all that is wanted, and goes on in the background.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Takes nothing from now on; what is held stays held.</summary>
    void StopTaking();

    /// <summary>Lets go of everything, so that another process need not wait.</summary>
    Task ReleaseAllAsync(CancellationToken cancellation);
}
