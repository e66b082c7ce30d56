namespace Paynode.Payments;

/// <summary>
/// Admits one caller per key at a time. Callers with the same key wait here, in memory, instead of each on a pooled connection; a
/// finished caller may pass its response to those who wait.
/// </summary>
/// <typeparam name="TAnswer">The type of the response.</typeparam>
internal sealed class KeyedGate<TAnswer>
    where TAnswer : class
{
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Waits for exclusive use of the key; null on timeout.</summary>
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

    /// <summary>Exclusive use of a key; disposing it admits the next caller.</summary>
    internal sealed class Turn(KeyedGate<TAnswer> gate, string key, Entry entry) : IDisposable
    {
        /// <summary>The response that an earlier caller passed to the waiting ones; null when there is none.</summary>
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

    /// <summary>A key that is in use or waited for. It is removed with its last caller, together with its response.</summary>
    internal sealed class Entry
    {
        internal SemaphoreSlim Free { get; } = new(1, 1);

        internal int Callers { get; set; }

        internal TAnswer? Answer { get; set; }
    }
}
