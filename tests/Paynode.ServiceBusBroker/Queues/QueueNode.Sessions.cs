using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Paynode.ServiceBusBroker;

/// <summary>Sessions: one receiver at a time locks a session and gets its messages in order.</summary>
internal sealed partial class QueueNode
{
    private readonly Dictionary<string, MessageLane> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<MessageLane> _held = [];
    private readonly LinkedList<(Receiver Receiver, TaskCompletionSource<bool> Granted)> _waiting = [];

    /// <summary>Locks a session for a receiver; completes when the lock is held.</summary>
    /// <param name="receiver">The receiver, whose link is not yet open.</param>
    /// <param name="sessionId">The session; null for the next one that has messages and no holder.</param>
    /// <param name="timeout">Limit on waiting for the next session.</param>
    public async Task AcceptSessionAsync(Receiver receiver, string? sessionId, TimeSpan timeout)
    {
        var granted = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await CallAsync(() =>
        {
            if (sessionId is null)
            {
                Wait(receiver, granted, timeout);
            }
            else if (LaneOf(sessionId) is { Holder: null } session)
            {
                Grant(session, receiver, granted);
            }
            else
            {
                throw BrokerError.SessionCannotBeLocked(sessionId);
            }

            return true;
        });
        await granted.Task;
    }

    /// <summary>Receivers that wait for the next session.</summary>
    public Task<int> CountWaitingReceiversAsync() => _loop.CallAsync(() => _waiting.Count);

    /// <summary>Extends a session's lock; returns the lock's new end.</summary>
    /// <exception cref="AmqpException">The receiver with that link does not hold the lock.</exception>
    public DateTimeOffset RenewSession(string sessionId, string? linkName)
    {
        var session = HeldSession(sessionId, linkName);
        return session.LockedUntil = _loop.Now + settings.LockDuration;
    }

    /// <summary>The session, if the receiver with this link holds it.</summary>
    /// <exception cref="AmqpException">It does not hold the lock.</exception>
    public MessageLane HeldSession(string sessionId, string? linkName) =>
        _sessions.GetValueOrDefault(sessionId) is { Holder: { } holder } session && holder.Link.Name == linkName
            ? session
            : throw BrokerError.SessionLockLost(sessionId);

    private void Wait(Receiver receiver, TaskCompletionSource<bool> granted, TimeSpan timeout)
    {
        var waiting = _waiting.AddLast((receiver, granted));
        _loop.At(_loop.Now + timeout, () =>
        {
            if (waiting.List is not null)
            {
                _waiting.Remove(waiting);
                granted.SetException(BrokerError.NoSessionInTime());
            }
        });
    }

    private void DispatchSessions()
    {
        while (_waiting.First is { } next && NextFreeSession() is { } session)
        {
            _waiting.RemoveFirst();
            Grant(session, next.Value.Receiver, next.Value.Granted);
        }

        foreach (var session in _held)
        {
            while (session.Ready.Count > 0 && TryDeliver(session, session.Holder!))
            {
            }
        }
    }

    /// <summary>The free session with the oldest ready message.</summary>
    private MessageLane? NextFreeSession() =>
        _sessions.Values.Where(it => it.Holder is null && it.Ready.Count > 0).MinBy(it => it.Ready.First().Key);

    private void Grant(MessageLane session, Receiver receiver, TaskCompletionSource<bool> granted)
    {
        if (receiver.Link.IsClosing())
        {
            // Detach runs, or has run, for this receiver; there is nothing to release.
            granted.SetCanceled();
            return;
        }

        session.Holder = receiver;
        session.LockedUntil = _loop.Now + settings.LockDuration;
        _held.Add(session);
        ScheduleExpiry(session, receiver);
        SessionFilter.Answer(receiver.Link.Settings, session.Id, session.LockedUntil);
        granted.SetResult(true);
    }

    private void ScheduleExpiry(MessageLane session, Receiver holder) => _loop.At(session.LockedUntil, () =>
    {
        if (session.Holder != holder)
        {
            return;
        }

        if (session.LockedUntil > _loop.Now)
        {
            ScheduleExpiry(session, holder);
            return;
        }

        Release(session, CountFailure);
        holder.Link.SafeClose(BrokerError.SessionLockLost(session.Id));
        Dispatch();
    });

    private void ReleaseSession(Receiver receiver)
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (node.Value.Receiver == receiver)
            {
                node.Value.Granted.SetCanceled();
                _waiting.Remove(node);
                break;
            }
        }

        if (_held.FirstOrDefault(it => it.Holder == receiver) is { } session)
        {
            Release(session, MakeReady);
        }
    }

    private void Release(MessageLane session, Action<StoredMessage> giveBack)
    {
        session.Holder = null;
        _held.Remove(session);
        foreach (var message in session.Unsettled.ToList())
        {
            Unlock(message);
            giveBack(message);
        }

        if (session.IsIdle)
        {
            _sessions.Remove(session.Id);
        }
    }

    private MessageLane LaneOf(string sessionId)
    {
        if (!_sessions.TryGetValue(sessionId, out var session))
        {
            _sessions.Add(sessionId, session = new MessageLane(sessionId));
        }

        return session;
    }
}
