namespace Paynode.Storage;

/// <summary>
/// Lets one caller a key through at a time. Callers of one key wait here, in memory, not each on a connection of the pool.
/// </summary>
internal sealed class KeyedGate
{
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Waits for the key's turn; null when it did not come within the time.</summary>
    internal async Task<IDisposable?> EnterAsync(string key, TimeSpan limit, CancellationToken cancellationToken)
    {
        var entry = Join(key);
        var entered = false;
        try
        {
            entered = await entry.Turn.WaitAsync(limit, cancellationToken);
            return entered ? new Ticket(this, key, entry) : null;
        }
        finally
        {
            if (!entered)
            {
                Leave(key, entry);
            }
        }
    }

    private Entry Join(string key)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                _entries[key] = entry = new Entry();
            }

            entry.Callers++;
            return entry;
        }
    }

    private void Leave(string key, Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Callers == 0)
            {
                _entries.Remove(key);
                entry.Turn.Dispose();
            }
        }
    }

    private sealed class Entry
    {
        internal SemaphoreSlim Turn { get; } = new(1, 1);

        internal int Callers { get; set; }
    }

    private sealed class Ticket(KeyedGate gate, string key, Entry entry) : IDisposable
    {
        public void Dispose()
        {
            entry.Turn.Release();
            gate.Leave(key, entry);
        }
    }
}
