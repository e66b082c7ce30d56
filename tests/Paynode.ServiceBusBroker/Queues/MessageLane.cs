namespace Paynode.ServiceBusBroker;

/// <summary>Messages that keep their order among themselves: those of one session, or all of a queue without sessions.</summary>
internal sealed class MessageLane(string id)
{
    public string Id { get; } = id;

    /// <summary>Messages ready for delivery, by sequence number.</summary>
    public SortedDictionary<long, StoredMessage> Ready { get; } = [];

    /// <summary>Messages that were delivered and not yet settled.</summary>
    public HashSet<StoredMessage> Unsettled { get; } = [];

    /// <summary>The receiver that holds the session's lock.</summary>
    public Receiver? Holder { get; set; }

    /// <summary>When the session's lock ends, unless it is renewed.</summary>
    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>The session state that an application stored.</summary>
    public ArraySegment<byte>? State { get; set; }

    public bool IsIdle => Holder is null && Ready.Count == 0 && Unsettled.Count == 0 && State is null;
}
