namespace Paynode.LocalHost.Durable;

/// <summary>
/// Queued activities grouped into shares, for example by currency or by the runtime's partition. Shares take turns, and none
/// occupies more than three quarters of the slots, so hanging activities of one share never block the others. Not
/// thread-safe.
/// </summary>
internal sealed class ActivityShares(int slots)
{
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private readonly Queue<Share> _turns = new();

    /// <summary>
    /// Activities of one share that may run concurrently: all slots except those reserved for other shares.
    /// </summary>
    private int MostOfOne { get; } = slots - (slots / 4);

    /// <summary>Whether an activity could be started if a slot were free.</summary>
    public bool HasTurn => _turns.Count > 0;

    /// <summary>Queues an activity.</summary>
    public void Add(string name, WaitingActivity activity)
    {
        if (!_shares.TryGetValue(name, out var share))
        {
            _shares.Add(name, share = new(name));
        }

        share.Waiting.Enqueue(activity);
        Queue(share);
    }

    /// <summary>Takes the next activity, in turn between shares.</summary>
    public bool TryTake(out WaitingActivity activity, out Share share)
    {
        while (_turns.TryDequeue(out share!))
        {
            share.HasTurn = false;
            if (share.Waiting.TryDequeue(out activity))
            {
                share.Running++;
                Queue(share);
                return true;
            }

            Drop(share);
        }

        activity = default;
        return false;
    }

    /// <summary>Releases the slot of an activity that has ended.</summary>
    public void Ended(Share share)
    {
        share.Running--;
        Queue(share);
        Drop(share);
    }

    /// <summary>Drops a partition's queued activities.</summary>
    /// <returns>The number of activities dropped.</returns>
    public int Forget(Partition partition)
    {
        var forgotten = 0;
        foreach (var share in _shares.Values.ToArray())
        {
            for (var left = share.Waiting.Count; left > 0; left--)
            {
                var activity = share.Waiting.Dequeue();
                if (activity.From == partition)
                {
                    forgotten++;
                }
                else
                {
                    share.Waiting.Enqueue(activity);
                }
            }

            Drop(share);
        }

        return forgotten;
    }

    private void Queue(Share share)
    {
        if (!share.HasTurn && share.Waiting.Count > 0 && share.Running < MostOfOne)
        {
            share.HasTurn = true;
            _turns.Enqueue(share);
        }
    }

    private void Drop(Share share)
    {
        if (share is { Running: 0, Waiting.Count: 0, HasTurn: false })
        {
            _shares.Remove(share.Name);
        }
    }

    /// <summary>The queued and running activities of one share.</summary>
    internal sealed class Share(string name)
    {
        public string Name { get; } = name;

        public Queue<WaitingActivity> Waiting { get; } = new();

        public int Running { get; set; }

        public bool HasTurn { get; set; }
    }
}

/// <summary>An activity waiting for a slot, and the partition that receives its result.</summary>
internal readonly record struct WaitingActivity(Partition From, ActivityStart Start);
