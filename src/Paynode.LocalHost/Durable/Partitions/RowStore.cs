namespace Paynode.LocalHost.Durable;

/// <summary>
/// Decides which rows a commit writes besides those of ended instances, and how far the journal can then be truncated.
/// </summary>
internal sealed class RowStore(int partition, EngineServices services, InstanceTable table)
{
    /// <summary>Rows stored in one commit in order to truncate the journal; keeps commits short.</summary>
    private const int MaxAgedRows = 250;

    private readonly JournalTail _tail = new();
    private readonly Queue<(StoreAllInput Input, long Through)> _asked = new();

    /// <summary>Records an entry found in the journal.</summary>
    public void Found(long sequence, int bytes) => _tail.Add(sequence, bytes);

    /// <summary>Requests that everything dirty at this entry be stored, and the caller then notified.</summary>
    public void Ask(StoreAllInput input, long through) => _asked.Enqueue((input, through));

    /// <summary>
    /// Stores instances that have been dirty for a long time, or that prevent a long journal from being truncated.
    /// </summary>
    /// <returns>Whether more of them are left.</returns>
    public bool StoreAged(CommitWork work)
    {
        var dirtyBefore = services.NowMs - (long)services.Options.StoreAfter.TotalMilliseconds;
        var isAged = (Instance x) => x.DirtyAtMs <= dirtyBefore || _tail.IsLong;
        return StoreOldest(work, isAged, MaxAgedRows) is { } left && isAged(left);
    }

    /// <summary>Stores the requested instances, over several commits if they do not fit into one.</summary>
    public void StoreAsked(CommitWork work)
    {
        if (_asked.Count == 0)
        {
            return;
        }

        var through = _asked.Max(asked => asked.Through);
        var left = StoreOldest(work, x => x.DirtySince <= through, int.MaxValue);
        while (_asked.TryPeek(out var asked) && (left is null || left.DirtySince > asked.Through))
        {
            _asked.Dequeue();
            work.Asked.Add(asked.Input);
            work.Answers.Add(() => asked.Input.Reply.TrySetResult());
        }
    }

    /// <summary>Adds the rows to the commit.</summary>
    public void Write(CommitWork work)
    {
        foreach (var instance in work.ToStore)
        {
            if (table.TryGet(instance.Id, out var present) && present == instance)
            {
                work.Commit.Rows[instance.Id] = instance.ToRow(partition, work.Commit.Sequence);
                table.MarkStored(instance, work.Commit.Sequence);
            }
        }
    }

    /// <summary>Truncates the journal below the first entry that is needed, if enough entries can be deleted.</summary>
    /// <param name="work">The commit, including its rows.</param>
    /// <param name="needed">The first entry to keep, whatever is stored.</param>
    public void Cut(CommitWork work, long needed)
    {
        work.Commit.CutBelow = _tail.Cut(Math.Min(table.OldestDirty?.DirtySince ?? long.MaxValue, needed));
        _tail.Add(work.Commit.Sequence, work.Commit.Data.Length);
    }

    /// <summary>Rejects all pending requests.</summary>
    public void RefuseAll(Exception reason)
    {
        while (_asked.TryDequeue(out var asked))
        {
            asked.Input.Refuse(reason);
        }
    }

    // Dirty instances are ordered by when they became dirty. Their rows have a budget of their own in a commit, equal to
    // that of all inputs, so that a constant stream of inputs cannot prevent truncation. Returns the first instance not
    // stored.
    private Instance? StoreOldest(CommitWork work, Func<Instance, bool> isWanted, int most)
    {
        var enough = work.Bytes + services.Options.MaxCommitBytes;
        foreach (var oldest in table.Dirty)
        {
            if (work.Bytes >= enough || most-- == 0 || !isWanted(oldest))
            {
                return oldest;
            }

            work.Store(oldest);
        }

        return null;
    }
}
