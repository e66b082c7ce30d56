namespace Paynode.LocalHost.Durable;

/// <summary>The entries of a partition's journal that have not been deleted: what the next owner has to read.</summary>
internal sealed class JournalTail
{
    /// <summary>Entries deleted in one statement; a deletion costs about as much as writing an entry.</summary>
    private const int CutEvery = 256;

    /// <summary>Bytes after which entries are deleted even if there are fewer of them.</summary>
    private const long CutEveryBytes = 16 << 20;

    /// <summary>Bytes above which the rows that prevent deletion are stored early.</summary>
    private const long MaxBytes = 64 << 20;

    private readonly Queue<(long Sequence, int Bytes)> _entries = new();
    private long _bytes;

    /// <summary>Whether the tail is longer than a takeover should have to read.</summary>
    public bool IsLong => _bytes > MaxBytes;

    /// <summary>Adds an entry that is, or is about to be, written.</summary>
    public void Add(long sequence, int bytes)
    {
        _entries.Enqueue((sequence, bytes));
        _bytes += bytes;
    }

    /// <summary>Drops entries that are no longer needed, if there are enough to justify a deletion.</summary>
    /// <returns>The first entry to keep; zero to delete none.</returns>
    public long Cut(long needed)
    {
        if (!_entries.TryPeek(out var oldest)
            || needed <= oldest.Sequence
            || (needed <= oldest.Sequence + CutEvery && _bytes <= CutEveryBytes))
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
