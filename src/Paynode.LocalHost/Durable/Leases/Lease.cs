namespace Paynode.LocalHost.Durable;

/// <summary>A resource that this process competes for, and its owner's state as last observed.</summary>
internal sealed class Lease(string resource, Action<long> onGained, Action onLost)
{
    private long _seenEpoch;
    private long _seenBeat = -1;
    private long _seenAt;

    public string Resource { get; } = resource;

    public Action<long> OnGained { get; } = onGained;

    public Action OnLost { get; } = onLost;

    /// <summary>The epoch under which this process holds it; zero when it does not.</summary>
    public long Epoch { get; set; }

    /// <summary>Records the owner's heartbeat counter.</summary>
    /// <returns>Whether the counter has not changed for the given time.</returns>
    public bool Observe(LeaseRow? row, TimeProvider time, TimeSpan timeout)
    {
        if (row is null || row.Epoch != _seenEpoch || row.Beat != _seenBeat)
        {
            _seenEpoch = row?.Epoch ?? 0;
            _seenBeat = row?.Beat ?? -1;
            _seenAt = time.GetTimestamp();
            return false;
        }

        return time.GetElapsedTime(_seenAt) >= timeout;
    }
}

/// <summary>A row of the leases table.</summary>
internal sealed record LeaseRow(int? Owner, long Epoch, long Beat, bool IsAlive);
