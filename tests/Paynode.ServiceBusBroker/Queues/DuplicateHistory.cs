namespace Paynode.ServiceBusBroker;

/// <summary>The message identifiers that arrived within a queue's duplicate detection window.</summary>
internal sealed class DuplicateHistory(TimeSpan window)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, DateTimeOffset At)> _order = new();

    /// <summary>Records an identifier; false when it is already recorded within the window.</summary>
    public bool TryAdd(string messageId, DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && oldest.At + window <= now)
        {
            _order.Dequeue();
            _seen.Remove(oldest.Id);
        }

        if (!_seen.Add(messageId))
        {
            return false;
        }

        _order.Enqueue((messageId, now));
        return true;
    }
}
