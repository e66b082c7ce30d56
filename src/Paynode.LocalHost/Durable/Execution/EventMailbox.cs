namespace Paynode.LocalHost.Durable;

/// <summary>
/// Matches raised events with waits for them, by case-insensitive name. The most recent wait is served first, as in the
/// Durable Functions worker. An event without a wait is buffered, and buffered events are taken oldest first; a cancelled
/// wait takes none.
/// </summary>
internal sealed class EventMailbox
{
    private readonly Dictionary<string, LinkedList<DurableTaskSource>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventRaised> _kept = [];

    /// <summary>Buffered events, oldest first.</summary>
    public IReadOnlyList<EventRaised> Kept => _kept;

    /// <summary>Completes the most recent wait for the event, or buffers it.</summary>
    public DurableTaskSource? Raise(EventRaised raised)
    {
        if (_waiting.TryGetValue(raised.Name, out var waiting) && waiting.Last is { } last)
        {
            waiting.RemoveLast();
            return last.Value;
        }

        _kept.Add(raised);
        return null;
    }

    /// <summary>Takes the oldest buffered event of that name.</summary>
    public EventRaised? Take(string name)
    {
        var at = _kept.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
        {
            return null;
        }

        var taken = _kept[at];
        _kept.RemoveAt(at);
        return taken;
    }

    /// <summary>Waits for an event of that name.</summary>
    /// <returns>The queue entry to pass to <see cref="GiveUp"/>.</returns>
    public LinkedListNode<DurableTaskSource> Wait(string name, DurableTaskSource source)
    {
        if (!_waiting.TryGetValue(name, out var waiting))
        {
            _waiting[name] = waiting = new();
        }

        return waiting.AddLast(source);
    }

    /// <summary>Cancels a wait; does nothing if the event arrived first.</summary>
    public static void GiveUp(LinkedListNode<DurableTaskSource> place) => place.List?.Remove(place);
}
