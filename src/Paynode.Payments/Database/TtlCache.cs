using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Paynode.Payments;

/// <summary>Keeps answers for a short while, so that a request does not cost a query each. Bounded.</summary>
/// <param name="capacity">Entries at most; past it the cache starts afresh, which costs one query an entry.</param>
/// <param name="timeToLive">How stale an answer may be.</param>
/// <param name="timeProvider">What time it is.</param>
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
