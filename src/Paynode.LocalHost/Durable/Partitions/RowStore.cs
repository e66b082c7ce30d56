namespace Paynode.LocalHost.Durable;

/// <summary>Which instances' rows a commit writes besides those that end in it, and how far the journal can be cut then.</summary>
internal sealed class RowStore(int partition, EngineServices services, InstanceTable table)
{
    /// <summary>Rows brought up to date in one commit for the sake of cutting the journal; keeps commits short.</summary>
    private const int MaxAgedRows = 250;

    private readonly JournalTail _tail = new();
    private readonly Queue<(StoreAllInput Input, long Through)> _asked = new();

    /// <summary>An entry was found in the journal.</summary>
    public void Found(long sequence, int bytes) => _tail.Add(sequence, bytes);

    /// <summary>All that is dirty at this entry is to be stored, and the one who asks to be told.</summary>
    public void Ask(StoreAllInput input, long through) => _asked.Enqueue((input, through));

    /// <summary>Has those stored that have been dirty for long, or that hold back a journal that is long.</summary>
    /// <returns>Whether there are more.</returns>
    public bool StoreAged(CommitWork work)
    {
        var dirtyBefore = services.NowMs - (long)services.Options.StoreAfter.TotalMilliseconds;
        var isAged = (Instance x) => x.DirtyAtMs <= dirtyBefore || _tail.IsLong;
        return StoreOldest(work, isAged, MaxAgedRows) is { } left && isAged(left);
    }

    /// <summary>Has those stored that were asked for; in several commits, when one has no room for all of them.</summary>
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

    /// <summary>Puts the rows of those to be stored into the commit.</summary>
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

    /// <summary>Has the journal cut below the first entry that is needed, if that is worth it.</summary>
    /// <param name="work">The commit, with its rows.</param>
    /// <param name="needed">The first entry that has to stay whatever is stored.</param>
    public void Cut(CommitWork work, long needed)
    {
        work.Commit.CutBelow = _tail.Cut(Math.Min(table.OldestDirty?.DirtySince ?? long.MaxValue, needed));
        _tail.Add(work.Commit.Sequence, work.Commit.Data.Length);
    }

    /// <summary>Tells those who asked that they wait in vain.</summary>
    public void RefuseAll(Exception reason)
    {
        while (_asked.TryDequeue(out var asked))
        {
            asked.Input.Refuse(reason);
        }
    }

    // What is dirty is in the order in which it became so. These rows have room of their own in a commit, as much as all
    // inputs, so that inputs without end cannot keep the journal from being cut. Gives the first that was not taken.
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
