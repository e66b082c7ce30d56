namespace Paynode.Payments;

/// <summary>
/// Lets one caller a key through at a time. Callers of one key wait here, in memory, not each on a connection of the pool;
/// and who has been through may leave an answer for those who wait.
/// </summary>
/// <typeparam name="TAnswer">What is left.</typeparam>
internal sealed class KeyedGate<TAnswer>
    where TAnswer : class
{
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Waits for the key's turn; null when it did not come within the time.</summary>
    internal async Task<Turn?> EnterAsync(string key, TimeSpan limit, CancellationToken cancellationToken)
    {
        var entry = Join(key);
        var entered = false;
        try
        {
            entered = await entry.Free.WaitAsync(limit, cancellationToken);
            return entered ? new Turn(this, key, entry) : null;
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
                entry.Free.Dispose();
            }
        }
    }

    /// <summary>A caller's time inside; disposing it lets the next one in.</summary>
    internal sealed class Turn(KeyedGate<TAnswer> gate, string key, Entry entry) : IDisposable
    {
        /// <summary>What a caller before left for those who were waiting; null when there is nothing.</summary>
        internal TAnswer? Answer
        {
            get => entry.Answer;
            set => entry.Answer = value;
        }

        public void Dispose()
        {
            entry.Free.Release();
            gate.Leave(key, entry);
        }
    }

    /// <summary>A key that somebody holds or waits for. It is gone with the last of them, and its answer with it.</summary>
    internal sealed class Entry
    {
        internal SemaphoreSlim Free { get; } = new(1, 1);

        internal int Callers { get; set; }

        internal TAnswer? Answer { get; set; }
    }
}
