namespace Paynode.LocalHost.Durable;

/// <summary>The entries of a partition's journal that are not cut yet: what whoever opens it has to read.</summary>
internal sealed class JournalTail
{
    /// <summary>Entries cut at once; a deletion costs about as much as an entry.</summary>
    private const int CutEvery = 256;

    /// <summary>Bytes cut at once, if there are fewer entries.</summary>
    private const long CutEveryBytes = 16 << 20;

    /// <summary>Bytes past which what holds the journal back is stored before its time.</summary>
    private const long MaxBytes = 64 << 20;

    private readonly Queue<(long Sequence, int Bytes)> _entries = new();
    private long _bytes;

    /// <summary>Whether it is longer than a takeover should have to read.</summary>
    public bool IsLong => _bytes > MaxBytes;

    /// <summary>An entry is, or is about to be, written.</summary>
    public void Add(long sequence, int bytes)
    {
        _entries.Enqueue((sequence, bytes));
        _bytes += bytes;
    }

    /// <summary>Forgets what is not needed any more, if it is worth a deletion.</summary>
    /// <returns>The first entry that stays; zero when nothing is to be cut.</returns>
    public long Cut(long needed)
    {
        if (!_entries.TryPeek(out var oldest) || needed <= oldest.Sequence || (needed <= oldest.Sequence + CutEvery && _bytes <= CutEveryBytes))
        {
            return 0;
        }

        while (_entries.TryPeek(out oldest) && oldest.Sequence < needed)
        {
            _bytes -= _entries.Dequeue().Bytes;
        }

        return needed;
    }
}
