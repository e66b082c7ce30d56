using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>Decodes steps from the journal's binary form.</summary>
internal static class HistoryDecoder
{
    /// <summary>Decodes all steps of a history.</summary>
    /// <exception cref="InvalidDataException">The data is not a valid history.</exception>
    public static List<HistoryStep> Steps(ReadOnlySpan<byte> data)
    {
        var steps = new List<HistoryStep>();
        var from = new ByteReader(data);
        while (!from.AtEnd)
        {
            steps.Add(Step(ref from));
        }

        return steps;
    }

    private static HistoryStep Step(ref ByteReader from)
    {
        var time = from.Time();
        var events = new HistoryEvent[from.Int()];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = Event(ref from);
        }

        return events.Length > 0 ? new(time, events) : throw new InvalidDataException("A step in the journal is empty.");
    }

    private static HistoryEvent Event(ref ByteReader from)
    {
        var kind = (EventKind)from.Byte();
        return kind switch
        {
            EventKind.InstanceStarted => Started(ref from, isVersioned: false),
            EventKind.VersionedInstanceStarted => Started(ref from, isVersioned: true),
            EventKind.ActivityCompleted => new ActivityCompleted(from.Int(), from.Bytes()),
            EventKind.ActivityFailed => new ActivityFailed(from.Int(), Failure(ref from)),
            EventKind.TimerFired => new TimerFired(from.Int()),
            EventKind.EventRaised => new EventRaised(from.Name(), from.Bytes()),
            EventKind.ChildCompleted => new ChildCompleted(from.Int(), from.Bytes()),
            EventKind.ChildFailed => new ChildFailed(from.Int(), Failure(ref from)),
            EventKind.InstanceSuspended => new InstanceSuspended(from.Text()),
            EventKind.InstanceResumed => new InstanceResumed(from.Text()),
            EventKind.InstanceTerminated => new InstanceTerminated(from.Bytes(), from.Byte() == 1),
            EventKind.InstanceStopped => new InstanceStopped(Failure(ref from)),
            EventKind.StoreRequested => new StoreRequested(),
            EventKind.RewindRequested => new RewindRequested(
                from.Text() ?? "",
                from.Byte() switch { 0 => null, 1 => Started(ref from, isVersioned: false), _ => Started(ref from, isVersioned: true) }),
            EventKind.StartRequested => Requested(ref from, isVersioned: false),
            EventKind.VersionedStartRequested => Requested(ref from, isVersioned: true),
            EventKind.ActivityScheduled => new ActivityScheduled(from.Int(), from.Name(), from.Bytes()),
            EventKind.TaggedActivityScheduled => new ActivityScheduled(from.Int(), from.Name(), from.Bytes(), Tags(ref from)),
            EventKind.TimerCreated => new TimerCreated(from.Int(), from.Time()),
            EventKind.TimerCancelled => new TimerCancelled(from.Int()),
            EventKind.ChildScheduled => new ChildScheduled(from.Int(), from.Name(), from.Name(), from.Bytes()),
            EventKind.TaggedChildScheduled =>
                new ChildScheduled(from.Int(), from.Name(), from.Name(), from.Bytes(), from.Text(), Tags(ref from)),
            EventKind.EventSent => new EventSent(from.Int(), from.Name(), from.Name(), from.Bytes()),
            EventKind.CustomStatusSet => new CustomStatusSet(from.Bytes()),
            EventKind.InstanceCompleted => new InstanceCompleted(from.Bytes()),
            EventKind.InstanceFailed => new InstanceFailed(Failure(ref from)),
            EventKind.ContinuedAsNew => Continued(ref from),
            EventKind.VersionedContinuedAsNew => Continued(ref from) with { NewVersion = from.Text() },
            _ => throw new InvalidDataException($"The journal has an event of unknown kind {(byte)kind}."),
        };
    }

    private static StartRequested Requested(ref ByteReader from, bool isVersioned) =>
        new(Started(ref from, isVersioned), [.. from.Bytes()!.Select(status => (OrchestrationRuntimeStatus)status)]);

    private static InstanceStarted Started(ref ByteReader from, bool isVersioned)
    {
        var name = from.Name();
        var input = from.Bytes();
        var generation = from.Int();
        var createdAt = from.Time();
        var startAt = from.Int64();
        ParentLink? parent = null;
        if (from.Text() is { } parentId)
        {
            parent = new ParentLink(from.Name(), parentId, from.Int(), from.Int());
        }

        var traceParent = from.Text();
        var tags = Tags(ref from);
        return new(
            name, input, generation, createdAt, startAt == 0 ? null : new DateTime(startAt, DateTimeKind.Utc), parent, tags, traceParent,
            isVersioned ? from.Text() : null);
    }

    private static Dictionary<string, string>? Tags(ref ByteReader from)
    {
        var count = from.Int();
        if (count == 0)
        {
            return null;
        }

        var tags = new Dictionary<string, string>();
        for (var i = 0; i < count; i++)
        {
            tags[from.Name()] = from.Name();
        }

        return tags;
    }

    private static ContinuedAsNew Continued(ref ByteReader from)
    {
        var input = from.Bytes();
        var carried = new EventRaised[from.Int()];
        for (var i = 0; i < carried.Length; i++)
        {
            carried[i] = new EventRaised(from.Name(), from.Bytes());
        }

        return new(input, carried);
    }

    private static TaskFailureDetails Failure(ref ByteReader from)
    {
        var type = from.Name();
        var message = from.Name();
        var stack = from.Text();
        return new(type, message, stack, from.Byte() == 1 ? Failure(ref from) : null, Properties: null);
    }
}
