using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Paynode.Payments;

/// <summary>Bounded cache of results for a short time, so that not every request needs a query.</summary>
/// <param name="capacity">Maximum entries; when exceeded the cache is cleared, which costs one query per entry.</param>
/// <param name="timeToLive">Maximum age of a result.</param>
/// <param name="timeProvider">Source of the current time.</param>
internal sealed class TtlCache<TKey, TValue>(int capacity, TimeSpan timeToLive, TimeProvider timeProvider)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset Until)> _entries = new();

    internal bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry) && timeProvider.GetUtcNow() < entry.Until;
        value = found ? entry.Value : default;
        return found;
    }

    internal void Put(TKey key, TValue value)
    {
        if (_entries.Count >= capacity)
        {
            _entries.Clear();
        }

        _entries[key] = (value, timeProvider.GetUtcNow() + timeToLive);
    }

    internal void Remove(TKey key) => _entries.TryRemove(key, out _);

    internal void Clear() => _entries.Clear();
}
