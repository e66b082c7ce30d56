using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Queues;

/// <summary>
/// Dispatches one queue's messages to its function. Only one process consumes a queue at a time, so ordering within a
/// session needs no lock other than the set of sessions in progress. Claims, completions and failures that are ready
/// together share round trips.
/// </summary>
internal sealed class QueueConsumer
{
    /// <summary>
    /// Maximum exponent of the backoff: any first delay then exceeds the maximum, and more would overflow.
    /// </summary>
    private const int MaxDoublings = 20;

    private static readonly TimeSpan ExpectingPause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan FailurePause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(10);

    private readonly QueueListener _listener;
    private readonly QueueStore _store;
    private readonly QueueSignal _signal;
    private readonly QueueOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly long _epoch;
    private readonly CancellationToken _stopping;
    private readonly ConcurrentQueue<Settlement> _settled = new();
    private readonly HashSet<long> _inFlight = [];
    private readonly HashSet<string> _busySessions = new(StringComparer.Ordinal);
    private readonly HashSet<long> _sessionless = [];
    private readonly ITimer _alarm;
    private bool _mayHaveMore = true;
    private long _forgotAt;

    public QueueConsumer(
        QueueListener listener,
        QueueStore store,
        QueueSignal signal,
        QueueOptions options,
        TimeProvider time,
        ILogger log,
        long epoch,
        CancellationToken stopping)
    {
        _listener = listener;
        _store = store;
        _signal = signal;
        _options = options;
        _time = time;
        _log = log;
        _epoch = epoch;
        _stopping = stopping;
        _forgotAt = time.GetTimestamp();
        _alarm = time.CreateTimer(_ => signal.Arrived(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // A message without a session counts as a session of its own.
    private int Capacity => _listener.UsesSessions ? _options.MaxConcurrentSessions - _busySessions.Count - _sessionless.Count
        : _options.MaxConcurrentCalls - _inFlight.Count;

    /// <summary>Consumes until stopped; messages in progress are then finished and settled.</summary>
    public async Task RunAsync()
    {
        await using var alarm = _alarm.ConfigureAwait(false);
        while (!_stopping.IsCancellationRequested || _inFlight.Count > 0)
        {
            try
            {
                await SettleAsync().ConfigureAwait(false);
                var claimed = !_stopping.IsCancellationRequested && await ClaimAsync().ConfigureAwait(false);
                if (!claimed && _settled.IsEmpty)
                {
                    await WaitAsync().ConfigureAwait(false);
                }
            }
            catch (Exception e)
            {
                _log.LogWarning(e, "Queue {Queue} could not be read or written; retrying.", _listener.Queue);
                await Task.Delay(FailurePause, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> ClaimAsync()
    {
        var arrived = _signal.TakeArrived();
        if (Capacity <= 0 || !(arrived || _mayHaveMore || _signal.IsExpecting(_time)))
        {
            _mayHaveMore |= arrived;
            return false;
        }

        var perSession = _listener.IsBatched ? _options.MaxMessageBatchSize : 1;
        var limit = Capacity * perSession;
        var messages = await _store.ClaimAsync(
            new(limit, perSession, _listener.UsesSessions, [.. _inFlight], [.. _busySessions], _epoch),
            CancellationToken.None).ConfigureAwait(false);
        _mayHaveMore = messages.Count == limit;
        if (messages.Count > 0)
        {
            _signal.ExpectNoMore();
        }

        foreach (var fatal in messages.Where(IsSpent))
        {
            // It reached the maximum delivery count without ever being settled: presumably it crashes the process.
            Claimed(fatal);
            _settled.Enqueue(Bury(fatal, "The process ended during each of its deliveries."));
        }

        foreach (var group in GroupsOf([.. messages.Where(message => !IsSpent(message))]))
        {
            Begin(group);
        }

        return messages.Count > 0;
    }

    private IEnumerable<ReceivedMessage[]> GroupsOf(IReadOnlyList<ReceivedMessage> messages)
    {
        if (!_listener.IsBatched)
        {
            return messages.Select(message => new[] { message });
        }

        return _listener.UsesSessions
            ? messages.GroupBy(message => message.SessionId).Select(session => session.ToArray())
            : messages.Chunk(_options.MaxMessageBatchSize);
    }

    private void Begin(ReceivedMessage[] group)
    {
        foreach (var message in group)
        {
            Claimed(message);
            // The timestamps come from two clocks, so the age may be negative.
            Telemetry.QueueAge.Record(
                Math.Max(0, (_time.GetUtcNow().UtcDateTime - message.EnqueuedAt).TotalMilliseconds),
                new KeyValuePair<string, object?>("queue", _listener.Queue));
        }

        if (_listener.UsesSessions && group[0].SessionId is null)
        {
            _sessionless.Add(group[0].Sequence);
        }

        _ = Task.Run(() => HandleAsync(group));
    }

    private void Claimed(ReceivedMessage message)
    {
        _inFlight.Add(message.Sequence);
        if (_listener.UsesSessions && message.SessionId is { } session)
        {
            _busySessions.Add(session);
        }
    }

    private bool IsSpent(ReceivedMessage message) => message.DeliveryCount > _options.MaxDeliveryCount;

    private async Task HandleAsync(ReceivedMessage[] group)
    {
        Exception? error = null;
        try
        {
            await _listener.HandleAsync(group).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
        }

        foreach (var message in group)
        {
            _settled.Enqueue(SettlementOf(message, error));
        }

        _signal.Wake.Set();
        if (error is not null)
        {
            _log.LogWarning(
                error,
                "Function {Function} failed on message {MessageId} of {Queue}, delivery {Delivery}.",
                _listener.Function, group[0].MessageId, _listener.Queue, group[0].DeliveryCount);
        }
    }

    private Settlement SettlementOf(ReceivedMessage message, Exception? error)
    {
        if (error is null)
        {
            return new(message, Outcome.Completed);
        }

        if (message.DeliveryCount >= _options.MaxDeliveryCount)
        {
            return Bury(message, $"{error.GetType().FullName}: {Failures.MessageOf(error)}");
        }

        var pause = _options.RetryPause * Math.Pow(2, Math.Min(message.DeliveryCount - 1, MaxDoublings));
        return new(message, Outcome.PutBack) { Pause = pause < _options.MaxRetryPause ? pause : _options.MaxRetryPause };
    }

    private Settlement Bury(ReceivedMessage message, string description)
    {
        Telemetry.DeadLetters.Add(1, new KeyValuePair<string, object?>("queue", _listener.Queue));
        _log.LogError(
            "Message {MessageId} of {Queue} was dead-lettered after {Deliveries} deliveries and can be requeued. {Description}",
            message.MessageId, _listener.Queue, message.DeliveryCount, description);
        return new(message, Outcome.Dead) { Reason = "MaxDeliveryCountExceeded", Description = description };
    }

    private async Task SettleAsync()
    {
        var settlements = _settled.ToArray();
        if (settlements.Length == 0)
        {
            return;
        }

        await WriteAsync(settlements).ConfigureAwait(false);
        foreach (var _ in settlements)
        {
            _settled.TryDequeue(out var settlement);
            _inFlight.Remove(settlement!.Message.Sequence);
            _sessionless.Remove(settlement.Message.Sequence);
            if (settlement.Message.SessionId is { } session)
            {
                _busySessions.Remove(session);
            }
        }

        _mayHaveMore = true;
    }

    // If a batch fails, each message is settled separately; one that still fails is settled without its description.
    private async Task WriteAsync(Settlement[] settlements)
    {
        try
        {
            await _store.SettleAsync(settlements, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PostgresException e) when (!e.IsTransient && settlements.Length > 1)
        {
            foreach (var one in settlements)
            {
                await WriteAsync([one]).ConfigureAwait(false);
            }
        }
        catch (PostgresException e) when (!e.IsTransient && settlements is [{ Description.Length: > 0 } one])
        {
            _log.LogError(
                e, "Message {MessageId} of {Queue} is settled without its description.", one.Message.MessageId, _listener.Queue);
            await _store.SettleAsync([one with { Description = "" }], CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync()
    {
        if (_time.GetElapsedTime(_forgotAt) > ForgetInterval)
        {
            _forgotAt = _time.GetTimestamp();
            await _store.ForgetReceiptsAsync(_options.DuplicateDetectionWindow, CancellationToken.None).ConfigureAwait(false);
        }

        _alarm.Change(_signal.IsExpecting(_time) ? ExpectingPause : _options.PollInterval, Timeout.InfiniteTimeSpan);
        await _signal.Wake.WaitAsync().ConfigureAwait(false);
    }
}
