namespace Paynode.LocalHost.Durable;

/// <summary>
/// The first byte of an encoded event. Numbers are never reused, because journals are read by later releases.
/// </summary>
internal enum EventKind : byte
{
    InstanceStarted = 1,
    ActivityCompleted = 2,
    ActivityFailed = 3,
    TimerFired = 4,
    EventRaised = 5,
    ChildCompleted = 6,
    ChildFailed = 7,
    InstanceSuspended = 8,
    InstanceResumed = 9,
    InstanceTerminated = 10,
    InstanceStopped = 11,
    StoreRequested = 12,
    StartRequested = 13,
    VersionedInstanceStarted = 14,
    VersionedStartRequested = 15,
    RewindRequested = 16,
    ActivityScheduled = 32,
    TimerCreated = 33,
    TimerCancelled = 34,
    ChildScheduled = 35,
    EventSent = 36,
    CustomStatusSet = 37,
    InstanceCompleted = 38,
    InstanceFailed = 39,
    ContinuedAsNew = 40,
    TaggedActivityScheduled = 41,
    TaggedChildScheduled = 42,
    VersionedContinuedAsNew = 43,
}
