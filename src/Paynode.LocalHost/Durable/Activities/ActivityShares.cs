namespace Paynode.LocalHost.Durable;

/// <summary>
/// Activities that wait, by share: those of one currency, say, or of one partition. Shares take turns, and none holds more
/// than three quarters of the places: however many of its activities hang, another's are begun. Not thread-safe.
/// </summary>
internal sealed class ActivityShares(int slots)
{
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private readonly Queue<Share> _turns = new();

    /// <summary>Activities of one share at once; all but the places that are kept for others.</summary>
    private int MostOfOne { get; } = slots - (slots / 4);

    /// <summary>Whether one could be begun, were there a place.</summary>
    public bool HasTurn => _turns.Count > 0;

    /// <summary>Adds one that waits.</summary>
    public void Add(string name, WaitingActivity activity)
    {
        if (!_shares.TryGetValue(name, out var share))
        {
            _shares.Add(name, share = new(name));
        }

        share.Waiting.Enqueue(activity);
        Queue(share);
    }

    /// <summary>Takes the next one whose turn it is.</summary>
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

    /// <summary>One that was taken has ended.</summary>
    public void Ended(Share share)
    {
        share.Running--;
        Queue(share);
        Drop(share);
    }

    /// <summary>Forgets what a partition has waiting.</summary>
    /// <returns>How many there were.</returns>
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

    /// <summary>What one share has waiting and running.</summary>
    internal sealed class Share(string name)
    {
        public string Name { get; } = name;

        public Queue<WaitingActivity> Waiting { get; } = new();

        public int Running { get; set; }

        public bool HasTurn { get; set; }
    }
}

/// <summary>An activity that waits for a place, and the partition that its end is reported to.</summary>
internal readonly record struct WaitingActivity(Partition From, ActivityStart Start);
