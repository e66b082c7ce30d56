namespace Paynode.LocalHost.Durable;

/// <summary>
/// Matches raised events with those who wait for them, for each name without regard to case. The one who began to wait
/// last is served first, as in the cloud's worker. An event that nobody waits for is kept, and the oldest kept one is taken
/// first; a wait that was given up takes none.
/// </summary>
internal sealed class EventMailbox
{
    private readonly Dictionary<string, LinkedList<DurableTaskSource>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventRaised> _kept = [];

    /// <summary>The events that nobody has taken, oldest first.</summary>
    public IReadOnlyList<EventRaised> Kept => _kept;

    /// <summary>Gives the event to the last who began to wait for it, or keeps it.</summary>
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

    /// <summary>Takes the oldest kept event of that name.</summary>
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
    /// <returns>The place in the queue, to be given to <see cref="GiveUp"/>.</returns>
    public LinkedListNode<DurableTaskSource> Wait(string name, DurableTaskSource source)
    {
        if (!_waiting.TryGetValue(name, out var waiting))
        {
            _waiting[name] = waiting = new();
        }

        return waiting.AddLast(source);
    }

    /// <summary>Leaves the queue; nothing happens when the event came before.</summary>
    public static void GiveUp(LinkedListNode<DurableTaskSource> place) => place.List?.Remove(place);
}
