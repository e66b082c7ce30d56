using Microsoft.Azure.Amqp;

namespace Paynode.ServiceBusBroker;

/// <summary>A queue, or the dead letters of one. All of its state belongs to its work loop.</summary>
internal sealed partial class QueueNode(BrokerQueue settings, QueueNode? deadLetters, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly WorkLoop _loop = new(timeProvider);
    private readonly SortedDictionary<long, StoredMessage> _messages = [];
    private readonly Dictionary<Guid, StoredMessage> _locked = [];
    private readonly List<Receiver> _receivers = [];
    private readonly MessageLane _only = new("");
    private readonly DuplicateHistory? _history =
        settings.RequiresDuplicateDetection ? new DuplicateHistory(settings.DuplicateDetectionWindow) : null;

    private long _lastSequenceNumber;
    private int _turn;

    public BrokerQueue Settings => settings;

    /// <summary>Whether this node holds the dead letters of another.</summary>
    public bool IsDeadLetters => deadLetters is null;

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>Runs a change on the loop, then delivers every message that can be delivered.</summary>
    public Task<T> CallAsync<T>(Func<T> change) => _loop.CallAsync(() =>
    {
        var result = change();
        Dispatch();
        return result;
    });

    /// <inheritdoc cref="CallAsync"/>
    public void Post(Action change) => _loop.Post(() =>
    {
        change();
        Dispatch();
    });

    /// <summary>Adds a sender's messages: all of them, or none when one is refused.</summary>
    public void Enqueue(IReadOnlyCollection<StoredMessage> messages)
    {
        if (settings.RequiresSession && messages.Any(it => string.IsNullOrEmpty(it.SessionId)))
        {
            throw BrokerError.SessionIdMissing();
        }

        foreach (var message in messages)
        {
            if (message.MessageId is { } id && _history?.TryAdd(id, _loop.Now) == false)
            {
                continue;
            }

            message.SequenceNumber = ++_lastSequenceNumber;
            message.EnqueuedAt = _loop.Now;
            message.TimeToLive = Shorter(message.TimeToLive, settings.DefaultTimeToLive);
            Add(message);
        }
    }

    /// <summary>Adds a receiver without session.</summary>
    public void Attach(Receiver receiver) => _receivers.Add(receiver);

    /// <summary>
    /// Removes a receiver whose link closed. As on Service Bus, its messages without session stay locked until their locks end;
    /// those of its session are released, and the delivery does not count as failed.
    /// </summary>
    public void Detach(Receiver receiver)
    {
        _receivers.Remove(receiver);
        ReleaseSession(receiver);
    }

    /// <summary>Settles a locked message.</summary>
    /// <exception cref="AmqpException">The lock is lost.</exception>
    public void Settle(Guid lockToken, Settlement settlement)
    {
        var message = FindLocked(lockToken);
        if (settlement.Kind == SettlementKind.DeadLetter && IsDeadLetters)
        {
            throw BrokerError.SendNotAllowed(settings.Name);
        }

        Unlock(message);
        message.Change(settlement.Properties);
        switch (settlement.Kind)
        {
            case SettlementKind.Complete:
                _messages.Remove(message.SequenceNumber);
                break;
            case SettlementKind.Abandon:
                CountFailure(message);
                break;
            case SettlementKind.Release:
                MakeReady(message);
                break;
            case SettlementKind.Defer:
                message.State = MessageState.Deferred;
                break;
            case SettlementKind.DeadLetter:
                MoveToDeadLetters(message);
                break;
        }
    }

    /// <summary>Extends a message's lock; returns the lock's new end.</summary>
    /// <exception cref="AmqpException">The lock is lost.</exception>
    public DateTimeOffset Renew(Guid lockToken)
    {
        var message = FindLocked(lockToken);
        return message.LockedUntil = _loop.Now + settings.LockDuration;
    }

    /// <summary>Messages in any state from a sequence number on, without locking them.</summary>
    public IReadOnlyList<StoredMessage> Peek(long fromSequenceNumber, int count, string? sessionId) =>
        [.. _messages.Values
            .Where(it => it.SequenceNumber >= fromSequenceNumber && (sessionId is null || it.SessionId == sessionId))
            .Take(count)];

    /// <summary>Returns deferred messages, locked or, for a receiver that deletes, removed.</summary>
    /// <exception cref="AmqpException">One of them does not exist or is not deferred.</exception>
    public IReadOnlyList<StoredMessage> TakeDeferred(IReadOnlyList<long> sequenceNumbers, bool deletes)
    {
        var messages = sequenceNumbers.Select(it => _messages.GetValueOrDefault(it)).ToList();
        if (messages.Any(it => it?.State != MessageState.Deferred))
        {
            throw BrokerError.MessageNotFound();
        }

        foreach (var message in messages)
        {
            if (deletes)
            {
                _messages.Remove(message!.SequenceNumber);
            }
            else
            {
                Lock(message!, LaneOf(message!));
                Track(message!);
            }
        }

        return messages!;
    }

    private void Dispatch()
    {
        if (settings.RequiresSession)
        {
            DispatchSessions();
            return;
        }

        // Round robin, so that a receiver with much credit does not starve the others.
        for (var refusals = 0; refusals < _receivers.Count && _only.Ready.Count > 0;)
        {
            refusals = TryDeliver(_only, _receivers[_turn++ % _receivers.Count]) ? 0 : refusals + 1;
        }
    }

    private bool TryDeliver(MessageLane lane, Receiver receiver)
    {
        if (!receiver.HasCredit)
        {
            return false;
        }

        var message = lane.Ready.First().Value;
        Lock(message, lane);
        if (!receiver.TrySend(message))
        {
            message.State = MessageState.Active;
            return false;
        }

        lane.Ready.Remove(message.SequenceNumber);
        if (receiver.Deletes)
        {
            _messages.Remove(message.SequenceNumber);
        }
        else
        {
            Track(message);
        }

        return true;
    }

    private void Lock(StoredMessage message, MessageLane lane)
    {
        message.State = MessageState.Locked;
        message.LockToken = Guid.NewGuid();
        message.LockedUntil = settings.RequiresSession ? lane.LockedUntil : _loop.Now + settings.LockDuration;
    }

    private void Track(StoredMessage message)
    {
        _locked.Add(message.LockToken, message);
        LaneOf(message).Unsettled.Add(message);
        if (!settings.RequiresSession)
        {
            var token = message.LockToken;
            _loop.At(message.LockedUntil, () => ExpireLock(token));
        }
    }

    private void ExpireLock(Guid token)
    {
        if (!_locked.TryGetValue(token, out var message))
        {
            return;
        }

        if (message.LockedUntil > _loop.Now)
        {
            _loop.At(message.LockedUntil, () => ExpireLock(token));
            return;
        }

        Unlock(message);
        CountFailure(message);
        Dispatch();
    }

    private StoredMessage FindLocked(Guid lockToken) =>
        _locked.TryGetValue(lockToken, out var message) && (settings.RequiresSession || message.LockedUntil > _loop.Now)
            ? message
            : throw BrokerError.MessageLockLost();

    private void Unlock(StoredMessage message)
    {
        _locked.Remove(message.LockToken);
        LaneOf(message).Unsettled.Remove(message);
    }

    private void CountFailure(StoredMessage message)
    {
        if (++message.FailedDeliveries < settings.MaxDeliveryCount)
        {
            MakeReady(message);
            return;
        }

        message.Change(Settlement.DeadLetter(
            "MaxDeliveryCountExceeded", $"Message could not be consumed after {settings.MaxDeliveryCount} delivery attempts.").Properties);
        MoveToDeadLetters(message);
    }

    private void Add(StoredMessage message)
    {
        _messages.Add(message.SequenceNumber, message);
        MakeReady(message);
        if (message.ExpiresAt < DateTimeOffset.MaxValue)
        {
            _loop.At(message.ExpiresAt, () => Expire(message));
        }
    }

    private void MakeReady(StoredMessage message)
    {
        message.State = MessageState.Active;
        if (message.ExpiresAt <= _loop.Now)
        {
            Expire(message);
            return;
        }

        LaneOf(message).Ready.Add(message.SequenceNumber, message);
    }

    /// <summary>Skips locked messages: their receiver may still complete them.</summary>
    private void Expire(StoredMessage message)
    {
        if (message.State == MessageState.Locked || !_messages.ContainsKey(message.SequenceNumber))
        {
            return;
        }

        LaneOf(message).Ready.Remove(message.SequenceNumber);
        if (settings.DeadLetterOnExpiration)
        {
            message.Change(Settlement.DeadLetter("TTLExpiredException", "The message expired and was dead lettered.").Properties);
            MoveToDeadLetters(message);
        }
        else
        {
            _messages.Remove(message.SequenceNumber);
        }
    }

    private void MoveToDeadLetters(StoredMessage message)
    {
        _messages.Remove(message.SequenceNumber);
        message.TimeToLive = null;
        deadLetters!.Post(() => deadLetters.Add(message));
    }

    private MessageLane LaneOf(StoredMessage message) => settings.RequiresSession ? LaneOf(message.SessionId!) : _only;

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;
}
