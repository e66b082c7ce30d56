using System.Threading.Channels;

namespace Paynode.ServiceBusBroker;

/// <summary>
/// Runs a queue's work items one at a time. The queue's state therefore needs no lock that could deadlock with the locks
/// that the AMQP library holds during callbacks.
/// </summary>
internal sealed class WorkLoop : IAsyncDisposable
{
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly PriorityQueue<Action, DateTimeOffset> _deadlines = new();
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private readonly Task _loop;

    public WorkLoop(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(_ => Post(RunDue), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = Task.Run(RunAsync);
    }

    public DateTimeOffset Now => _timeProvider.GetUtcNow();

    /// <summary>Queues a work item; dropped after the loop has ended.</summary>
    public void Post(Action work) => _work.Writer.TryWrite(work);

    /// <summary>Queues a work item and returns its result.</summary>
    public Task<T> CallAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isQueued = _work.Writer.TryWrite(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        });
        if (!isQueued)
        {
            result.SetCanceled();
        }

        return result.Task;
    }

    /// <summary>Runs a work item at the given time. Call it on the loop.</summary>
    public void At(DateTimeOffset when, Action work)
    {
        _deadlines.Enqueue(work, when);
        Arm();
    }

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _timer.DisposeAsync();
        await _loop;
    }

    private async Task RunAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync())
        {
            work();
        }
    }

    private void RunDue()
    {
        while (_deadlines.TryPeek(out var work, out var when) && when <= Now)
        {
            _deadlines.Dequeue();
            work();
        }

        Arm();
    }

    private void Arm()
    {
        if (_deadlines.TryPeek(out _, out var when))
        {
            var wait = when - Now;
            var longest = TimeSpan.FromDays(1);
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > longest ? longest : wait, Timeout.InfiniteTimeSpan);
        }
    }
}
